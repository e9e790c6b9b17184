//! What must not compile does not: one short file of `tests/fail/` per promise.

#[test]
fn shortcuts_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/fail/*.rs");
}
