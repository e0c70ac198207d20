package valise.benchmarks;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sqlite.Function;
import valise.platform.secrets.KeyRing;
import valise.platform.secrets.Sealing;

/// Many instances, planted straight into the hub's database of a stopped server: each is a row for
/// row copy of one that was made through the API and looked at once. What is sealed is sealed anew
/// for its place, and each begins at a folder of its own: the model's with the id behind it.
final class Crowd {

  /// The id of the first copy.
  static final long FIRST = 1_000_000;

  private Crowd() {}

  /// Plants `count` instances, every `of`-th a copy of `one`, the others of `other`. They come due
  /// one after the other within `interval`, beginning in a few seconds.
  static void plant(Path data, int count, int of, long one, long other, long intervalMillis)
      throws SQLException {
    Sealing sealing = new Sealing(KeyRing.inFile(data.resolve("keys")));
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("hub.db"));
        Statement sql = connection.createStatement()) {
      Function.create(connection, "reseal", new Reseal(sealing));
      connection.setAutoCommit(false);
      sql.execute(
          """
          create temp table copy as
          with recursive c(i) as (select 0 union all select i + 1 from c where i < %d)
          select %d + i id, case when i %% %d = 0 then %d else %d end model, i from c
          """
              .formatted(count - 1, FIRST, of, one, other));
      copy(
          sql,
          "instance",
          "id",
          Map.of(
              "id", "c.id",
              "token_hash", "printf('%064x', c.id)",
              "token_sealed", resealed("token_sealed", "instance", "'/token'")));
      copy(
          sql,
          "instance_setting",
          "instance_id",
          Map.of(
              "instance_id",
              "c.id",
              "content",
              "iif(t.sealed and t.content is not null, %s, t.content || iif(t.name = 'document.root.folder.name', c.id, ''))"
                  .formatted(resealed("content", "instance", "'/setting/' || t.name"))));
      copy(sql, "instance_tag", "instance_id", Map.of("instance_id", "c.id"));
      copy(
          sql,
          "instance_grant",
          "instance_id",
          Map.of(
              "instance_id",
              "c.id",
              "access_sealed",
              resealed("access_sealed", "instance", "'/access'")));
      copy(sql, "ledger", "instance_id", Map.of("instance_id", "c.id"));
      long now = System.currentTimeMillis() + 5_000;
      copy(
          sql,
          "poll",
          "instance_id",
          Map.of(
              "instance_id",
              "c.id",
              "interval_ms",
              Long.toString(intervalMillis),
              "due_at",
              now + " + c.i * " + intervalMillis + " / " + count));
      sql.execute(
          "update copy set model = (select id from subscription where instance_id = model)");
      copy(
          sql,
          "subscription_topic",
          "subscription_id",
          Map.of(
              "subscription_id",
              "c.id",
              "topic",
              "replace(t.topic, (select '-' || instance_id || '-' from subscription s where s.id = c.model), '-' || c.id || '-')"));
      copy(
          sql,
          "subscription",
          "id",
          Map.of(
              "id", "c.id",
              "instance_id", "c.id",
              "secrets",
                  "iif(t.secrets = '', '', %s)"
                      .formatted(resealed("secrets", "subscription", "'/secrets'"))));
      connection.commit();
      connection.setAutoCommit(true);
      sql.execute("analyze");
    }
  }

  private static String resealed(String column, String what, String rest) {
    return "reseal(t.%1$s, '%2$s/' || c.model || %3$s, '%2$s/' || c.id || %3$s)"
        .formatted(column, what, rest);
  }

  /// @param changed what takes the place of a column's value; `t` is the row, `c` the copy
  private static void copy(Statement sql, String table, String key, Map<String, String> changed)
      throws SQLException {
    List<String> columns = new ArrayList<>();
    try (ResultSet rows = sql.executeQuery("select name from pragma_table_info('" + table + "')")) {
      while (rows.next()) {
        columns.add(rows.getString(1));
      }
    }
    List<String> values =
        columns.stream().map(column -> changed.getOrDefault(column, "t." + column)).toList();
    sql.execute(
        "insert into %1$s (%2$s) select %3$s from copy c join %1$s t on t.%4$s = c.model"
            .formatted(table, String.join(", ", columns), String.join(", ", values), key));
  }

  /// `reseal(sealed, place, other place)`.
  private static final class Reseal extends Function {

    private final Sealing sealing;

    Reseal(Sealing sealing) {
      this.sealing = sealing;
    }

    @Override
    protected void xFunc() throws SQLException {
      result(sealing.sealText(sealing.openText(value_text(0), value_text(1)), value_text(2)));
    }
  }
}
