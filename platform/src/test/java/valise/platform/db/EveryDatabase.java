package valise.platform.db;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs every test of a class on SQLite and on PostgreSQL, each test on a fresh, migrated database
/// of its own that is closed and deleted afterwards:
///
/// ```java
/// @EveryDatabase({"platform", "files"})
/// class ShareStoreTest {
///   private final ShareStore shares;
///
///   ShareStoreTest(Database database) { shares = new ShareStore(database); }
/// ```
///
/// A constructor, a test or a `@BeforeEach` may ask for the [Database], its [DatabaseSettings] or
/// the [DatabaseWorld]; within one test it is always the same one. Where there is no Jupiter (a
/// jqwik property), use [DatabaseWorld#fresh].
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(EveryDatabaseExtension.class)
public @interface EveryDatabase {

  /// The components whose migrations make the schema, in order.
  String[] value();
}
