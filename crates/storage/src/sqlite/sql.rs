//! Statements and rows. SQL comes in as `&'static str` only, so that no text from outside can become part of one.

use rusqlite::{Connection, Params, Row};

use super::failure::Failure;

/// Reads through one connection, inside whatever transaction it has open.
#[derive(Clone, Copy)]
pub(super) struct Sql<'c>(pub(super) &'c Connection);

impl Sql<'_> {
    /// Every row, each made into a value.
    pub(super) fn rows<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        mut value: impl FnMut(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut values = Vec::new();
        while let Some(row) = rows.next()? {
            values.push(value(row)?);
        }
        Ok(values)
    }

    /// The first row, made into a value; `None` if there is none.
    pub(super) fn row<T>(
        &self,
        sql: &'static str,
        params: impl Params,
        value: impl FnOnce(&Row<'_>) -> Result<T, Failure>,
    ) -> Result<Option<T>, Failure> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(value).transpose()
    }

    /// Whether there is a row.
    pub(super) fn exists(&self, sql: &'static str, params: impl Params) -> Result<bool, Failure> {
        Ok(self.0.prepare_cached(sql)?.exists(params)?)
    }
}
