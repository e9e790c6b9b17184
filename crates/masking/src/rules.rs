//! Which kinds of data are looked for, and what is done about each.

use crate::span::{Action, Kind};

/// What a rule does with what it finds. Ordered by strictness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleAction {
    /// Not looked for.
    Off,
    /// Replaced by X's, the original kept apart for those who serve the conversation.
    Hide,
    /// Replaced by X's for good.
    Mask,
}

impl RuleAction {
    /// The action a find leads to; none if the rule is off.
    #[must_use]
    pub const fn action(self) -> Option<Action> {
        match self {
            Self::Off => None,
            Self::Hide => Some(Action::Hide),
            Self::Mask => Some(Action::Mask),
        }
    }
}

/// The masking rules for one author's texts in one department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Payment cards.
    pub card: RuleAction,
    /// US social security numbers.
    pub ssn: RuleAction,
    /// E-mail addresses.
    pub email: RuleAction,
    /// Telephone numbers.
    pub phone: RuleAction,
    /// Leaves the last four digits of a card readable.
    pub keep_card_last_four: bool,
}

impl Rules {
    /// What a visitor writes: cards and SSN masked for good, e-mail and phone hidden.
    #[must_use]
    pub const fn visitor() -> Self {
        Self {
            card: RuleAction::Mask,
            ssn: RuleAction::Mask,
            email: RuleAction::Hide,
            phone: RuleAction::Hide,
            keep_card_last_four: false,
        }
    }

    /// What staff write: only what is masked for good. The clinic's own numbers and addresses stay readable.
    #[must_use]
    pub const fn staff() -> Self {
        Self { email: RuleAction::Off, phone: RuleAction::Off, ..Self::visitor() }
    }

    /// The stricter of two sets, rule by rule: for a transfer between departments.
    #[must_use]
    pub fn stricter(a: Self, b: Self) -> Self {
        Self {
            card: a.card.max(b.card),
            ssn: a.ssn.max(b.ssn),
            email: a.email.max(b.email),
            phone: a.phone.max(b.phone),
            keep_card_last_four: a.keep_card_last_four && b.keep_card_last_four,
        }
    }

    /// What these rules do with a find of this kind.
    #[must_use]
    pub const fn action(&self, kind: Kind) -> RuleAction {
        match kind {
            Kind::Card => self.card,
            Kind::Ssn => self.ssn,
            Kind::Email => self.email,
            Kind::Phone => self.phone,
            Kind::Other => RuleAction::Mask,
        }
    }
}

impl Default for Rules {
    /// The stricter of the two defaults: [`Rules::visitor`].
    fn default() -> Self {
        Self::visitor()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_actions_stand_in_one_table() {
        use RuleAction::{Hide, Mask, Off};
        let table = [
            (Kind::Card, Mask, Mask),
            (Kind::Ssn, Mask, Mask),
            (Kind::Email, Hide, Off),
            (Kind::Phone, Hide, Off),
            (Kind::Other, Mask, Mask),
        ];
        for (kind, visitor, staff) in table {
            assert_eq!(Rules::visitor().action(kind), visitor, "{kind}");
            assert_eq!(Rules::staff().action(kind), staff, "{kind}");
        }
        assert_eq!(Rules::default(), Rules::visitor());
    }

    #[test]
    fn stricter_takes_the_stricter_side_of_each_rule() {
        let lax_cards = Rules {
            card: RuleAction::Hide,
            keep_card_last_four: true,
            email: RuleAction::Mask,
            ..Rules::staff()
        };
        let both = Rules::stricter(lax_cards, Rules::visitor());
        assert_eq!(both, Rules { email: RuleAction::Mask, ..Rules::visitor() });
        assert_eq!(both, Rules::stricter(Rules::visitor(), lax_cards));
        assert_eq!(Rules::stricter(lax_cards, lax_cards), lax_cards);
    }
}
