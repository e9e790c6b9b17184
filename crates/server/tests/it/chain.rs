//! The order of steps is a chain of types: each shortcut is a file in `tests/fail` that must not compile.

#[test]
fn shortcuts_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/fail/*.rs");
}
