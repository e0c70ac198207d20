package valise.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// Plants many items at once, straight into the database of a stopped server: files without bytes,
/// for runs that never read any.
final class Seed {

  private Seed() {}

  /// Makes a data folder whose admin's home holds `folders` folders of `files` files each.
  static void plant(Path project, Path data, int folders, int files)
      throws IOException, InterruptedException, SQLException {
    if (!Files.exists(data.resolve("files.db"))) {
      Valise.start(project, data).close();
    }
    String url = "jdbc:sqlite:" + data.resolve("files.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement sql = connection.createStatement()) {
      connection.setAutoCommit(false);
      sql.execute(
          """
          create temp table home as select id, account_id, creator_id, created_at from item where role = 2 limit 1
          """);
      sql.execute("create temp table n(i integer primary key)");
      sql.execute(
          """
          with recursive c(i) as (select 0 union all select i + 1 from c where i < %d)
          insert into n select i from c
          """
              .formatted(Math.max(folders, files) - 1));
      String columns =
          """
          insert into item (id, account_id, parent_id, kind, role, state, name, name_ci, file_name, stream_id,
            version_no, creator_id, modified_by, created_at, progeny_edit_at, client_modified_at, description,
            size, file_count, md5, crc32, blob_id)
          """;
      sql.execute(
          columns
              + """
              select printf('fo%%06x-0000-4000-8000-000000000000', i), account_id, id, 0, 0, 0, 'folder' || i,
                'folder' || i, 'folder' || i, printf('st%%06x-0000-4000-8000-000000000000', i), 1, creator_id,
                creator_id, created_at, created_at, null, '', %2$d * 100, %2$d, null, null, null
              from n, home where i < %1$d
              """
                  .formatted(folders, files));
      sql.execute(
          columns
              + """
              select printf('fi%%06x-%%04x-4000-8000-000000000001', b.i, a.i), account_id,
                printf('fo%%06x-0000-4000-8000-000000000000', a.i), 1, 0, 0, 'file' || b.i || '.bin',
                'file' || b.i || '.bin', 'file' || b.i || '.bin', printf('st%%06x-%%04x-4000-8000-000000000001', b.i, a.i),
                1, creator_id, creator_id, created_at, created_at, created_at, '', 100, 0,
                '0123456789abcdef0123456789abcdef', 1, printf('%%08x%%08x%%016x', a.i, b.i, 7)
              from n a, n b, home where a.i < %1$d and b.i < %2$d
              """
                  .formatted(folders, files));
      sql.execute(
          """
          update item set size = size + %1$d, file_count = file_count + %2$d where role in (1, 2) and id in
            (select id from home union select account_id from home)
          """
              .formatted(100L * folders * files, (long) folders * files));
      connection.commit();
      connection.setAutoCommit(true);
      sql.execute("analyze");
    }
  }
}
