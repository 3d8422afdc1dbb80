//! A look at the tokens before the parser (GraphQL, October 2021, 2.1): the parser recurses, so
//! nothing deep or endless may reach it.

use std::str::Chars;

use super::Limits;
use super::refusal::Refusal;

/// Counts tokens, open brackets and directives of a query text. What is in strings and comments
/// does not count. Refuses text that is no sequence of tokens.
pub(super) fn scan(text: &str, limits: &Limits) -> Result<(), Refusal> {
    let mut scan = Scan { rest: text.chars(), line: 1, column: 1 };
    let (mut tokens, mut nesting, mut directives) = (0_usize, 0_usize, 0_usize);
    while let Some(first) = scan.next_token() {
        tokens = tokens.saturating_add(1);
        if tokens > limits.tokens_max {
            return Err(Refusal::limit("tokens", limits.tokens_max));
        }
        match first {
            '{' | '[' | '(' => nesting = nesting.saturating_add(1),
            '}' | ']' | ')' => nesting = nesting.checked_sub(1).ok_or_else(|| scan.fault())?,
            '@' => directives = directives.saturating_add(1),
            '!' | '$' | '&' | ':' | '=' | '|' => {}
            '.' => scan.skip_exactly("..").ok_or_else(|| scan.fault())?,
            '"' => scan.skip_string().ok_or_else(|| scan.fault())?,
            'a'..='z' | 'A'..='Z' | '_' | '0'..='9' | '-' => {
                if scan.skip_word(first).saturating_add(1) > limits.word_len_max {
                    return Err(Refusal::limit("bytes of a name or number", limits.word_len_max));
                }
            }
            _ => return Err(scan.fault()),
        }
        if nesting > limits.nesting_max {
            return Err(Refusal::limit("brackets in one another", limits.nesting_max));
        }
        if directives > limits.directives_max {
            return Err(Refusal::limit("directives", limits.directives_max));
        }
    }
    if nesting > 0 { Err(scan.fault()) } else { Ok(()) }
}

/// Where the scan is.
struct Scan<'a> {
    rest: Chars<'a>,
    line: usize,
    column: usize,
}

impl Scan<'_> {
    /// Goes one character on.
    fn bump(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        if next == '\n' || (next == '\r' && self.peek() != Some('\n')) {
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else {
            self.column = self.column.saturating_add(1);
        }
        Some(next)
    }

    fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    fn starts_with(&self, text: &str) -> bool {
        self.rest.as_str().starts_with(text)
    }

    /// The first character of the next token, behind what the language ignores.
    fn next_token(&mut self) -> Option<char> {
        loop {
            match self.bump()? {
                ' ' | ',' | '\t' | '\n' | '\r' | '\u{feff}' => {}
                '#' => self.skip_comment(),
                other => return Some(other),
            }
        }
    }

    fn skip_comment(&mut self) {
        while self.peek().is_some_and(|next| !is_line_end(next)) {
            self.bump();
        }
    }

    /// Skips these characters; `None` if others follow.
    fn skip_exactly(&mut self, text: &str) -> Option<()> {
        if !self.starts_with(text) {
            return None;
        }
        for _ in text.chars() {
            self.bump()?;
        }
        Some(())
    }

    /// Skips the rest of a name or number and tells its length in bytes; both are ASCII.
    fn skip_word(&mut self, first: char) -> usize {
        let is_number = first == '-' || first.is_ascii_digit();
        let (mut last, mut len) = (first, 0_usize);
        while let Some(next) = self.peek() {
            let is_sign = matches!(next, '+' | '-') && matches!(last, 'e' | 'E');
            let belongs = is_number && (next == '.' || is_sign);
            if !next.is_ascii_alphanumeric() && next != '_' && !belongs {
                break;
            }
            self.bump();
            last = next;
            len = len.saturating_add(1);
        }
        len
    }

    /// Skips a string behind its first quotation mark; `None` if it does not end.
    fn skip_string(&mut self) -> Option<()> {
        if self.skip_exactly("\"\"").is_some() {
            return self.skip_block();
        }
        loop {
            match self.bump()? {
                '"' => return Some(()),
                '\\' if self.peek().is_some_and(is_line_end) => return None,
                '\\' => self.bump().map(|_escaped| ())?,
                other if is_line_end(other) => return None,
                _ => {}
            }
        }
    }

    /// Skips a block string behind its first quotation marks; `None` if it does not end.
    fn skip_block(&mut self) -> Option<()> {
        loop {
            if self.skip_exactly("\"\"\"").is_some() {
                return Some(());
            }
            if self.skip_exactly("\\\"\"\"").is_none() {
                self.bump()?;
            }
        }
    }

    fn fault(&self) -> Refusal {
        let (line, column) = (self.line, self.column);
        Refusal::syntax(format!("syntax error before line {line}, column {column}"))
    }
}

fn is_line_end(char: char) -> bool {
    matches!(char, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::super::Limits;
    use super::scan;

    const LIMITS: Limits = Limits {
        query_len_max: 1_000,
        tokens_max: 12,
        word_len_max: 8,
        nesting_max: 3,
        directives_max: 2,
        aliases_max: 1,
        spreads_max: 1,
        depth_max: 1,
        fields_max: 1,
        introspection_lists_max: 1,
        values_nesting_max: 1,
    };

    #[track_caller]
    fn check(text: &str, want: Result<(), &str>) {
        let got = scan(text, &LIMITS);
        assert_eq!(got.as_ref().map_err(|refusal| refusal.message.as_str()).copied(), want);
    }

    #[test]
    fn tokens_up_to_the_limit() {
        check("{a b c d e f g h i j}", Ok(()));
        check("{a b c d e f g h i j k}", Err("tokens: at most 12"));
        check("{,,,,,,,,,,,,,,,,,,a}", Ok(()));
        check("{...A ...B ...C ...D ...E}", Ok(()));
        check("[1e-5 -1 0.5 1-2 3 4 5 6 7]", Ok(()));
    }

    #[test]
    fn strings_and_comments_hide_their_content() {
        check(r#"{a(b:"{{{{[[[[@@@@ \" \\")}"#, Ok(()));
        check(r#"{a(b:"""{{{{ " "" \""" @@@@""")}"#, Ok(()));
        check("{a # }}}} @@@@ \" \n}", Ok(()));
        check("{a # }}}}\r}", Ok(()));
        check(r#"{a(b:"" c:"""""")}"#, Ok(()));
    }

    #[test]
    fn brackets_in_one_another() {
        check("{a{b{c}}}", Ok(()));
        check("{a{b{c{d", Err("brackets in one another: at most 3"));
        check("{a(b:[{", Err("brackets in one another: at most 3"));
        check("{a}{b}{c}{d}", Ok(()));
    }

    #[test]
    fn directives_up_to_the_limit() {
        check("{a@b c@d}", Ok(()));
        check("{a@b@c@d}", Err("directives: at most 2"));
    }

    #[test]
    fn words_up_to_the_limit() {
        check("{abcdefgh 12345678}", Ok(()));
        check("{abcdefghi}", Err("bytes of a name or number: at most 8"));
        check("{123456789}", Err("bytes of a name or number: at most 8"));
    }

    #[test]
    fn what_is_no_sequence_of_tokens() {
        check("{", Err("syntax error before line 1, column 2"));
        check("}", Err("syntax error before line 1, column 2"));
        check("{\n  ?}", Err("syntax error before line 2, column 4"));
        check("{\r\n\r ?}", Err("syntax error before line 3, column 3"));
        check("{..A}", Err("syntax error before line 1, column 3"));
        check("{a(b:\"c)}", Err("syntax error before line 1, column 10"));
        check("{a(b:\"c\n\")}", Err("syntax error before line 2, column 1"));
        check("{a(b:\"\\\n\")}", Err("syntax error before line 1, column 8"));
        check("{a(b:\"\"\"c)}", Err("syntax error before line 1, column 12"));
        check("{\u{e9}}", Err("syntax error before line 1, column 3"));
    }
}
