//! Migrations: numbered, checksummed, applied once each, refused when edited or when the database is ahead of this release.

use bedside_audit::hash::sha256;
use bedside_domain::Millis;
use rusqlite::{Connection, TransactionBehavior, params};

use super::columns::int;

/// One step of the schema. Its number and text never change once a release has it.
pub(super) struct Migration {
    pub(super) number: u32,
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
    /// What a reader of a database without this step puts in its place: temporary views, which nobody else sees.
    pub(super) read_without: &'static str,
}

/// The steps of `data.sqlite`.
pub(super) const DATA: &[Migration] = &[
    Migration {
        number: 1,
        name: "conversations_and_log",
        sql: include_str!("../../migrations/data/0001_conversations_and_log.sql"),
        read_without: "",
    },
    Migration {
        number: 2,
        name: "left_messages",
        sql: include_str!("../../migrations/data/0002_left_messages.sql"),
        read_without: "CREATE TEMP VIEW conversation AS SELECT *, NULL AS left_at, NULL AS filed FROM main.conversation;",
    },
    Migration {
        number: 3,
        name: "filing",
        sql: include_str!("../../migrations/data/0003_filing.sql"),
        // Where the step before is missing too, its view has this column already.
        read_without: "CREATE TEMP VIEW IF NOT EXISTS conversation AS SELECT *, NULL AS filed FROM main.conversation;",
    },
    Migration {
        number: 5,
        name: "person",
        sql: include_str!("../../migrations/data/0005_person.sql"),
        read_without: "",
    },
    Migration {
        number: 6,
        name: "desk",
        sql: include_str!("../../migrations/data/0006_desk.sql"),
        read_without: "CREATE TEMP VIEW ban AS SELECT NULL AS organisation, NULL AS person, NULL AS visitor, NULL AS conversation,
                           NULL AS department, NULL AS reason, NULL AS staff, NULL AS at, NULL AS until WHERE 0;
                       CREATE TEMP VIEW reminder AS SELECT NULL AS organisation, NULL AS staff, NULL AS conversation,
                           NULL AS due_at WHERE 0;",
    },
    Migration {
        number: 7,
        name: "ratings",
        sql: include_str!("../../migrations/data/0007_ratings.sql"),
        read_without: "CREATE TEMP VIEW rating AS SELECT NULL AS organisation, NULL AS conversation, NULL AS id, NULL AS score,
                           NULL AS at, NULL AS comment WHERE 0;",
    },
    Migration {
        number: 8,
        name: "figures",
        sql: include_str!("../../migrations/data/0008_figures.sql"),
        read_without: "",
    },
    Migration {
        number: 9,
        name: "figures_of_departments",
        sql: include_str!("../../migrations/data/0009_figures_of_departments.sql"),
        read_without: "",
    },
    Migration {
        number: 10,
        name: "canned_use",
        sql: include_str!("../../migrations/data/0010_canned_use.sql"),
        read_without: "",
    },
];

/// The steps of `keys.sqlite`.
pub(super) const KEYS: &[Migration] = &[Migration {
    number: 1,
    name: "wrapped_keys",
    sql: include_str!("../../migrations/keys/0001_wrapped_keys.sql"),
    read_without: "",
}];

/// Why the schema cannot be brought up to date.
#[derive(Debug)]
pub(super) enum MigrateError {
    /// The database has a step that this release does not know.
    Newer(u32),
    /// A step that was applied differs from the one in this release.
    Edited(u32),
    /// Tables of something else.
    Foreign,
    /// SQLite says so.
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for MigrateError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

/// Checks what was applied and applies what is missing, each step in a transaction of its own.
pub(super) fn migrate(
    connection: &mut Connection,
    steps: &[Migration],
    application: i32,
    now: Millis,
) -> Result<(), MigrateError> {
    let applied = check(connection, steps, application)?;
    if applied == steps.len() {
        return Ok(());
    }
    for step in &steps[applied..] {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(
            "CREATE TABLE IF NOT EXISTS migration (
                 number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum BLOB NOT NULL, applied_at INTEGER NOT NULL
             ) STRICT",
        )?;
        transaction.execute_batch(step.sql)?;
        transaction.execute(
            "INSERT INTO migration (number, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
            params![step.number, step.name, sha256(&[step.sql.as_bytes()]), int(now.0)],
        )?;
        transaction.pragma_update(None, "application_id", application)?;
        transaction.commit()?;
    }
    Ok(())
}

/// How many steps were applied; an error when they are not the first ones of `steps`.
pub(super) fn check(
    connection: &Connection,
    steps: &[Migration],
    application: i32,
) -> Result<usize, MigrateError> {
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 && id == 0 {
        return Ok(0);
    }
    if id != application {
        return Err(MigrateError::Foreign);
    }
    let mut statement = connection.prepare("SELECT number, checksum FROM migration ORDER BY number")?;
    let mut rows = statement.query([])?;
    let mut applied = 0;
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(0)?;
        let step = steps.get(applied).ok_or(MigrateError::Newer(number))?;
        if number != step.number || row.get::<_, [u8; 32]>(1)? != sha256(&[step.sql.as_bytes()]) {
            return Err(MigrateError::Edited(number));
        }
        applied += 1;
    }
    Ok(applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APPLICATION: i32 = 7;
    const ONE: Migration =
        Migration { number: 1, name: "one", sql: "CREATE TABLE a (x INTEGER) STRICT", read_without: "" };
    const TWO: Migration =
        Migration { number: 2, name: "two", sql: "ALTER TABLE a ADD COLUMN y INTEGER", read_without: "" };
    const TWO_EDITED: Migration =
        Migration { number: 2, name: "two", sql: "ALTER TABLE a ADD COLUMN z INTEGER", read_without: "" };

    #[test]
    fn applies_each_step_once() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db, &[ONE], APPLICATION, Millis(1)).unwrap();
        migrate(&mut db, &[ONE, TWO], APPLICATION, Millis(2)).unwrap();
        migrate(&mut db, &[ONE, TWO], APPLICATION, Millis(3)).unwrap();
        let at: Vec<i64> = db
            .prepare("SELECT applied_at FROM migration ORDER BY number")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(at, [1, 2]);
    }

    #[test]
    fn refuses_edited_newer_and_foreign() {
        let mut db = Connection::open_in_memory().unwrap();
        migrate(&mut db, &[ONE, TWO], APPLICATION, Millis(1)).unwrap();
        let again = |db: &mut Connection, steps: &[Migration], id| migrate(db, steps, id, Millis(2));
        assert!(matches!(again(&mut db, &[ONE, TWO_EDITED], APPLICATION), Err(MigrateError::Edited(2))));
        assert!(matches!(again(&mut db, &[ONE], APPLICATION), Err(MigrateError::Newer(2))));
        assert!(matches!(again(&mut db, &[ONE, TWO], APPLICATION + 1), Err(MigrateError::Foreign)));
    }

    #[test]
    fn a_failed_step_leaves_nothing() {
        let mut db = Connection::open_in_memory().unwrap();
        let broken = Migration {
            number: 2,
            name: "broken",
            sql: "CREATE TABLE b (x INTEGER); CREATE TABLE a (x)",
            read_without: "",
        };
        assert!(migrate(&mut db, &[ONE, broken], APPLICATION, Millis(1)).is_err());
        assert_eq!(check(&db, &[ONE, TWO], APPLICATION).unwrap(), 1);
        assert!(db.prepare("SELECT x FROM b").is_err());
    }
}
