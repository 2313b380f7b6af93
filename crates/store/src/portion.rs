//! Deleting much in small portions, so that nobody waits long for the writer.

/// How many rows may still go in this unit of work.
#[derive(Clone, Copy, Debug)]
pub struct Portion {
    most: i64,
    left: i64,
}

impl Portion {
    /// At most so many rows.
    pub const fn of(most: i64) -> Self {
        Self { most, left: most }
    }
    /// How many may still go: the limit of the next statement.
    pub const fn left(self) -> i64 {
        self.left
    }
    /// So many went.
    pub fn took(&mut self, rows: u64) {
        self.left = self.left.saturating_sub(i64::try_from(rows).unwrap_or(i64::MAX)).max(0);
    }
    /// Nothing went: all is gone.
    pub const fn is_untouched(self) -> bool {
        self.left == self.most
    }
}

#[cfg(test)]
mod tests {
    use super::Portion;

    #[test]
    fn a_portion_is_used_up_and_never_overdrawn() {
        let mut portion = Portion::of(5);
        assert!(portion.is_untouched());
        portion.took(3);
        assert_eq!((portion.left(), portion.is_untouched()), (2, false));
        portion.took(u64::MAX);
        assert_eq!(portion.left(), 0);
    }
}
