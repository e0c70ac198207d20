package valise.platform.db;

/// Which of the two worlds a [Database] lives in. Only this package and messages for operators
/// look.
public enum Dialect {
  SQLITE,
  POSTGRES
}
