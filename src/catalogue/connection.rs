//! Opens catalogues, and groups changes in transactions.

use std::cell::Cell;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, Params};

use super::error::CatalogueError;
use crate::store::kind_of;

/// The file name of the catalogue in an output folder.
pub const CATALOGUE: &str = ".csdown.sqlite";

/// Identifies the file: `csdn`.
const APPLICATION: i64 = 0x6373_646e;

/// The version of the tables.
const VERSION: i64 = 1;

const SCHEMA: &str = include_str!("schema.sql");

const INDEXES: &str = include_str!("indexes.sql");

/// How long to wait for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_mins(1);

/// How long to wait before another try.
const RETRY: Duration = Duration::from_millis(5);

/// Pages of the write-ahead log, of 4 kB each, that are moved to the file at once.
const CHECKPOINT: &str = "4096";

/// Prepared statements to keep.
const STATEMENTS: usize = 100;

/// The transaction that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transaction {
    None,
    Reading,
    Writing,
}

/// The catalogue of an output folder.
///
/// Changes are grouped in a transaction that begins with the first one and ends with [`commit`](Self::commit). What is
/// not committed is discarded on drop.
#[derive(Debug)]
pub struct Catalogue {
    pub(super) connection: Connection,
    path: PathBuf,
    transaction: Cell<Transaction>,
    /// Whether changes of articles are recorded for the links to them; `None` if it is not known yet.
    pub(super) tracks_links: Cell<Option<bool>>,
    /// Whether changed articles are listed for the search index; `None` if it is not known yet.
    pub(super) lists_unindexed: Cell<Option<bool>>,
}

impl Catalogue {
    /// Opens the file in the folder `root` for writing, and creates it if it is missing.
    pub(super) fn open_file(root: &Path) -> Result<Self, CatalogueError> {
        let path = root.join(CATALOGUE);
        check_regular(&path)?;
        let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = Connection::open_with_flags(&path, flags(access));
        let catalogue = Self::new(connection.map_err(|source| CatalogueError::of(&path, source))?, path)?;
        catalogue.prepare_file()?;
        Ok(catalogue)
    }

    /// Whether the folder `root` has the file.
    pub(super) fn has_file(root: &Path) -> Result<bool, CatalogueError> {
        let path = root.join(CATALOGUE);
        check_regular(&path)?;
        Ok(path.exists())
    }

    /// Opens the file in the folder `root` for reading; `None` if it is empty.
    pub(super) fn read_file(root: &Path) -> Result<Option<Self>, CatalogueError> {
        let path = root.join(CATALOGUE);
        let connection = open_read_only(&path).map_err(|source| CatalogueError::of(&path, source))?;
        let catalogue = Self::new(connection, path)?;
        // An empty file is one whose first run was killed.
        Ok(catalogue.check_version()?.then_some(catalogue))
    }

    /// Creates an empty catalogue in memory, which stands for the folder `root`.
    pub(super) fn in_memory(root: &Path) -> Result<Self, CatalogueError> {
        let path = root.join(CATALOGUE);
        let connection = Connection::open_in_memory().map_err(|source| CatalogueError::of(&path, source))?;
        let catalogue = Self::new(connection, path)?;
        catalogue.prepare_file()?;
        Ok(catalogue)
    }

    /// Copies the catalogue to memory. Changes of the copy are lost.
    pub(super) fn copy(&self) -> Result<Self, CatalogueError> {
        let copied = || {
            let mut memory = Connection::open_in_memory()?;
            Backup::new(&self.connection, &mut memory)?.step(-1)?;
            Ok(memory)
        };
        Self::new(copied().map_err(|source| self.failed(source))?, self.path.clone())
    }

    fn new(connection: Connection, path: PathBuf) -> Result<Self, CatalogueError> {
        let catalogue = Self {
            connection,
            path,
            transaction: Cell::new(Transaction::None),
            tracks_links: Cell::new(None),
            lists_unindexed: Cell::new(None),
        };
        catalogue.configure().map_err(|source| CatalogueError::of(&catalogue.path, source))?;
        Ok(catalogue)
    }

    /// Sets up the connection. The file may come from someone else, so nothing in it runs code.
    fn configure(&self) -> rusqlite::Result<()> {
        let connection = &self.connection;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
        // Otherwise SQLite plans a statement again for each value of a parameter.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "cache_size", -16_000)
    }

    /// Prepares a file for writing.
    fn prepare_file(&self) -> Result<(), CatalogueError> {
        let is_new = !self.check_version()?;
        let set = |name: &str, value: &str| {
            self.connection.pragma_update(None, name, value).map_err(|source| self.failed(source))
        };
        // As long as the file is empty, a power failure does no harm, and waiting for the disk takes long.
        set("synchronous", if is_new { "off" } else { "normal" })?;
        self.use_wal().map_err(|source| self.failed(source))?;
        if is_new {
            let create = format!(
                "BEGIN IMMEDIATE; {SCHEMA} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION}; COMMIT;"
            );
            let created = self.connection.execute_batch(&create);
            // Another process may have created the tables meanwhile.
            if created.is_err() {
                drop(self.connection.execute_batch("ROLLBACK"));
                if !self.check_version()? {
                    return created.map_err(|source| self.failed(source));
                }
            }
        }
        // A power failure may undo the last transactions, but never damages the file.
        set("synchronous", "normal")?;
        set("wal_autocheckpoint", CHECKPOINT)
    }

    /// Creates the indexes that are missing, and commits. Without them, queries take long once there are many articles.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub(crate) fn create_indexes(&self) -> Result<(), CatalogueError> {
        let sql = "SELECT 1 FROM sqlite_schema WHERE name = 'files_by_output'";
        if self.first(sql, [], |_| Ok(()))?.is_none() {
            self.commit()?;
            let create = format!("BEGIN IMMEDIATE; {INDEXES} COMMIT;");
            self.connection.execute_batch(&create).map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    /// Makes the file use a write-ahead log, which it does from then on. A file system without shared memory keeps another
    /// mode, which is as safe.
    fn use_wal(&self) -> rusqlite::Result<()> {
        let start = Instant::now();
        loop {
            let mode = self.connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()));
            let is_busy =
                mode.as_ref().is_err_and(|error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy));
            // SQLite does not wait for the lock that this takes.
            if !is_busy || start.elapsed() > BUSY_TIMEOUT {
                return mode;
            }
            std::thread::sleep(RETRY);
        }
    }

    /// Checks that the file is a catalogue of a known version; `false` if it is empty.
    fn check_version(&self) -> Result<bool, CatalogueError> {
        let pragma = |name: &str| {
            self.connection
                .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .map_err(|source| self.failed(source))
        };
        match (pragma("application_id")?, pragma("user_version")?) {
            (0, 0) if pragma("page_count")? == 0 || self.is_without_tables()? => Ok(false),
            (APPLICATION, VERSION) => Ok(true),
            (APPLICATION, found) if found > VERSION => {
                Err(CatalogueError::Newer { path: self.path.clone(), found, known: VERSION })
            }
            _ => Err(CatalogueError::Foreign(self.path.clone())),
        }
    }

    fn is_without_tables(&self) -> Result<bool, CatalogueError> {
        let count = self.connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0));
        count.map(|count: i64| count == 0).map_err(|source| self.failed(source))
    }

    /// Returns the output folder, free of symbolic links.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(&self.path)
    }

    /// Ends the transaction of the changes so far. After a kill, they are still there.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn commit(&self) -> Result<(), CatalogueError> {
        if self.transaction.replace(Transaction::None) != Transaction::None {
            self.connection.execute_batch("COMMIT").map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    /// Begins a transaction for reading, unless one is open. Several queries in one take much less time, as each
    /// transaction locks the file.
    pub(crate) fn begin_reading(&self) -> Result<(), CatalogueError> {
        if self.transaction.get() == Transaction::None {
            self.begin("BEGIN", Transaction::Reading)?;
        }
        Ok(())
    }

    fn begin(&self, sql: &str, transaction: Transaction) -> Result<(), CatalogueError> {
        self.connection.execute_batch(sql).map_err(|source| self.failed(source))?;
        self.transaction.set(transaction);
        Ok(())
    }

    /// Ends the open transaction without its changes, if there is one.
    pub(crate) fn roll_back(&self) {
        self.transaction.set(Transaction::None);
        if !self.connection.is_autocommit() {
            // Without a transaction, there is nothing to undo.
            drop(self.connection.execute_batch("ROLLBACK"));
        }
    }

    /// Executes a statement that changes the catalogue, in the open transaction.
    pub(crate) fn change(&self, sql: &str, parameters: impl Params) -> Result<usize, CatalogueError> {
        self.begin_writing()?;
        self.statement(sql)?.execute(parameters).map_err(|source| self.failed(source))
    }

    /// Executes a statement that changes the catalogue once for each of several rows.
    pub(crate) fn change_each<P: Params>(
        &self,
        sql: &str,
        rows: impl ExactSizeIterator<Item = P>,
    ) -> Result<(), CatalogueError> {
        if rows.len() == 0 {
            return Ok(());
        }
        self.begin_writing()?;
        let mut statement = self.statement(sql)?;
        for row in rows {
            statement.execute(row).map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    fn begin_writing(&self) -> Result<(), CatalogueError> {
        if self.transaction.get() != Transaction::Writing {
            // What was read may have changed since, so the transaction must be a new one.
            self.commit()?;
            self.begin("BEGIN IMMEDIATE", Transaction::Writing)?;
        }
        Ok(())
    }

    /// Returns a prepared statement for reading.
    pub(crate) fn statement(&self, sql: &str) -> Result<CachedStatement<'_>, CatalogueError> {
        self.connection.prepare_cached(sql).map_err(|source| self.failed(source))
    }

    /// Returns what a query returns for the first row, if there is one.
    pub(crate) fn first<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        map: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, CatalogueError> {
        use rusqlite::OptionalExtension as _;
        self.statement(sql)?.query_row(parameters, map).optional().map_err(|source| self.failed(source))
    }

    /// Calls `each` with every row of a query.
    pub(crate) fn each_row(
        &self,
        sql: &str,
        parameters: impl Params,
        mut each: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), CatalogueError> {
        let mut statement = self.statement(sql)?;
        let read = || {
            let mut rows = statement.query(parameters)?;
            while let Some(row) = rows.next()? {
                each(row)?;
            }
            Ok(())
        };
        read().map_err(|source| self.failed(source))
    }

    /// Returns the error for a failure of SQLite.
    pub(crate) fn failed(&self, source: rusqlite::Error) -> CatalogueError {
        CatalogueError::of(&self.path, source)
    }
}

/// Returns how a file is opened with this access: by one thread at a time, and not through a symbolic link.
fn flags(access: OpenFlags) -> OpenFlags {
    access | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW
}

/// Opens a file for reading.
///
/// The last connection to close removes the files beside it that readers and writers share, unless it was opened read-only.
/// So it is not, where the file can be written to.
fn open_read_only(path: &Path) -> rusqlite::Result<Connection> {
    let read_only = flags(OpenFlags::SQLITE_OPEN_READ_ONLY);
    let connection = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE))
        .or_else(|_| Connection::open_with_flags(path, read_only))?;
    connection.pragma_update(None, "query_only", true)?;
    let Err(error) = connection.pragma_query(None, "schema_version", |_| Ok(())) else {
        return Ok(connection);
    };
    // In a folder that cannot be written to, SQLite cannot create the files that readers share, and nothing changes
    // the catalogue.
    if !matches!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly)) {
        return Err(error);
    }
    let Ok(mut url) = url::Url::from_file_path(path) else { return Err(error) };
    url.set_query(Some("immutable=1"));
    Connection::open_with_flags(url.as_str(), read_only | OpenFlags::SQLITE_OPEN_URI)
}

/// Checks that SQLite finds only regular files, no symbolic link and no pipe, which would block. They are not opened,
/// because closing them would release the locks of other connections of this process.
fn check_regular(path: &Path) -> Result<(), CatalogueError> {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    for path in [path, Path::new(&journal)] {
        let failed = |source| CatalogueError::File { path: path.to_path_buf(), source };
        match path.symlink_metadata() {
            Ok(found) if found.is_file() => {}
            Ok(found) => {
                let kind = kind_of(found.file_type());
                return Err(failed(io::Error::other(format!("is {kind}, not a regular file; move it away"))));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(())
}
