//! Lots that fall the same way each time (`SplitMix64`).

/// Draws lots.
#[derive(Debug, Clone)]
pub(crate) struct Lots(u64);

impl Lots {
    /// Lots that follow from a seed.
    pub(crate) const fn from(seed: u64) -> Self {
        Self(seed)
    }

    const fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap();
        usize::try_from(self.draw() % end).unwrap()
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of them; there is one at least.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// A number from 0, and less than 1.
    pub(crate) fn part(&mut self) -> f64 {
        let bits = u32::try_from(self.draw() >> 32).unwrap();
        f64::from(bits) / 4_294_967_296.0
    }

    /// A number around 0 with a deviation of 1 (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let (one, other) = (1.0 - self.part(), self.part());
        (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
    }

    /// How often something happens that happens `rate` times on average (Knuth); for up to some
    /// hundreds.
    pub(crate) fn poisson(&mut self, rate: f64) -> u32 {
        let (mut count, mut left) = (0, self.part());
        while left > (-rate).exp() {
            (count, left) = (count + 1, left * self.part());
        }
        count
    }
}
