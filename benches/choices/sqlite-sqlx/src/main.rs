//! sqlx on SQLite: the same group commit in a task, and its plain form of one transaction per message.
//!
//! `choice-sqlite-sqlx FILE RATE CLIENTS SECONDS batched|naive [PRAGMA…]`; rate 0 = saturate. Prints the same columns
//! as the rusqlite candidate.

use std::str::FromStr;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection, SqliteConnection};
use tokio::sync::mpsc;

#[path = "../../sqlite_load.rs"]
mod load;

use load::{APPENDED, AUDIT_AND_OUTBOX, CLUSTERED, INSERT_AUDIT, INSERT_MESSAGE, INSERT_OUTBOX, Job, Offer};

/// Messages in one transaction at most; the same as in the rusqlite candidate.
const MAX_BATCH: usize = 1_024;

#[tokio::main(worker_threads = 2)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, rate, clients, seconds, form, options @ ..] = args.as_slice() else {
        return Err("usage: choice-sqlite-sqlx FILE RATE CLIENTS SECONDS batched|naive [PRAGMA…]".into());
    };
    let connect = SqliteConnectOptions::from_str(file)?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(connect).await?;
    for pragma in options.iter().filter(|option| option.contains('=')) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA {pragma}"))).execute(&pool).await?;
    }
    let clustered = options.iter().any(|option| option == "clustered");
    sqlx::raw_sql(if clustered { CLUSTERED } else { APPENDED }).execute(&pool).await?;
    sqlx::raw_sql(AUDIT_AND_OUTBOX).execute(&pool).await?;

    let (queue, jobs) = mpsc::channel(4_096);
    let writer = match form.as_str() {
        "naive" => tokio::spawn(each_alone(pool, jobs)),
        _ => tokio::spawn(batched(pool, jobs)),
    };
    let offer = Offer { rate: rate.parse()?, clients: clients.parse()?, seconds: seconds.parse()? };
    load::drive(&format!("sqlx {form} {}", options.join(" ")), offer, queue).await;
    writer.await??;
    Ok(())
}

async fn batched(pool: SqlitePool, mut jobs: mpsc::Receiver<Job>) -> sqlx::Result<()> {
    let mut connection = pool.acquire().await?;
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while jobs.recv_many(&mut batch, MAX_BATCH).await > 0 {
        let mut transaction = connection.begin().await?;
        for job in &batch {
            insert(&mut transaction, job).await?;
        }
        transaction.commit().await?;
        for job in batch.drain(..) {
            let _gone = job.done.send(());
        }
    }
    Ok(())
}

/// Every message in a task and a transaction of its own; the pool's single connection puts them in line.
async fn each_alone(pool: SqlitePool, mut jobs: mpsc::Receiver<Job>) -> sqlx::Result<()> {
    while let Some(job) = jobs.recv().await {
        let pool = pool.clone();
        tokio::spawn(async move {
            let mut transaction = pool.begin().await?;
            insert(&mut transaction, &job).await?;
            transaction.commit().await?;
            let _gone = job.done.send(());
            Ok::<(), sqlx::Error>(())
        });
    }
    Ok(())
}

async fn insert(connection: &mut SqliteConnection, job: &Job) -> sqlx::Result<()> {
    sqlx::query(INSERT_MESSAGE)
        .bind(job.conversation.as_slice())
        .bind(job.seq)
        .bind(job.client_key.as_slice())
        .bind(job.sealed.as_slice())
        .execute(&mut *connection)
        .await?;
    sqlx::query(INSERT_AUDIT)
        .bind(job.hash().as_slice())
        .bind(job.entry.as_slice())
        .execute(&mut *connection)
        .await?;
    sqlx::query(INSERT_OUTBOX).bind(job.conversation.as_slice()).bind(job.seq).execute(connection).await?;
    Ok(())
}
