//! What kind of browser an agent is, of a short list: a header that anybody makes up is no reader.

/// Words of browsers, of which the first that is found tells: many say that they are Chrome or
/// Safari as well.
const FAMILIES: [&[&str]; 6] = [
    &["samsungbrowser"],
    &["edg/", "edga/", "edgios/", "edge/"],
    &["opr/", "opt/", "opios/", "opera"],
    &["firefox", "fxios"],
    &["chrome", "chromium", "crios"],
    &["safari"],
];
/// Words of operating systems, in the same way: Android says that it is Linux, iOS that it is like
/// macOS.
const SYSTEMS: [&[&str]; 5] = [
    &["windows"],
    &["android"],
    &["iphone", "ipad", "ipod"],
    &["macintosh", "mac os"],
    &["linux", "x11"],
];

/// The number of the browser's family and its operating system: one of 42, whatever is sent.
pub(super) fn kind_of(agent: &str) -> u8 {
    let agent = agent.to_ascii_lowercase();
    let systems = place(SYSTEMS.len());
    first_in(&agent, &FAMILIES) * (systems + 1) + first_in(&agent, &SYSTEMS)
}

/// The place of the first that an agent says; behind all of them if it says none.
fn first_in(agent: &str, lists: &[&[&str]]) -> u8 {
    let says = |words: &&[&str]| words.iter().any(|word| agent.contains(word));
    place(lists.iter().position(says).unwrap_or(lists.len()))
}

fn place(at: usize) -> u8 {
    u8::try_from(at).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAFARI: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 \
        (KHTML, like Gecko) Version/18.5 Safari/605.1.15";
    const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) \
        AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, \
        like Gecko) Chrome/140.0.0.0 Safari/537.36";
    const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like \
        Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
    const LINUX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";

    #[track_caller]
    fn check(agent: &str, family: u8, system: u8) {
        assert_eq!(kind_of(agent), family * 6 + system, "{agent}");
    }

    #[test]
    fn each_browser_is_its_own_whatever_else_it_says() {
        check(&ANDROID.replace("Chrome/", "SamsungBrowser/28.0 Chrome/"), 0, 1);
        check(&format!("{CHROME} Edg/140.0.0.0"), 1, 0);
        check(&format!("{CHROME} OPR/120.0.0.0"), 2, 0);
        check(LINUX, 3, 4);
        check(&IPHONE.replace("Version/18.5", "FxiOS/141.0"), 3, 2);
        check(CHROME, 4, 0);
        check(ANDROID, 4, 1);
        check(&IPHONE.replace("Version/18.5", "CriOS/140.0"), 4, 2);
        check(IPHONE, 5, 2);
        check(SAFARI, 5, 3);
        check("anything else", 6, 5);
    }

    #[test]
    fn made_up_agents_are_of_one_kind() {
        let kinds = (0..1_000).map(|number| kind_of(&format!("Mozilla/5.0 (made up {number})")));
        assert_eq!(kinds.collect::<std::collections::HashSet<_>>().len(), 1);
        assert_eq!(kind_of(LINUX), kind_of(&format!("{LINUX} x{}", "y".repeat(900))));
    }
}
