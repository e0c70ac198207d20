package valise.files.items;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.blob.NoSuchBlobException;
import valise.platform.db.Database;

/// Looks over the whole tree and its bytes for damage, while it is in use. Changes nothing.
///
/// It reads a run of rows at a time, each as of one moment, and holds no more than that in memory.
@Component
public final class TreeCheck {

  private static final int BATCH = 500;

  /// What can be wrong.
  public enum Kind {
    /// A folder's `FileCount`, size or date is not that of what lies in it.
    TOTALS,
    /// A row's parent is missing, no folder, or of another account; or the way up never ends.
    PLACE,
    /// The versions of a file do not form one line that ends in the newest.
    VERSIONS,
    /// A file's bytes are missing, cut, or not those that were stored.
    BYTES,
    /// Bytes that no row names and that are too old to belong to an upload.
    ORPHAN_BYTES,
    /// An access list of a folder that does not exist.
    ACCESS,
    /// An account's counters of bytes or of its journal are wrong.
    ACCOUNT
  }

  /// One thing that is wrong, with what a person needs to look further.
  public record Finding(Kind kind, String what) {}

  /// How much was looked at.
  public record Summary(long items, long blobs, long findings) {}

  private final Database database;
  private final BlobStore blobs;
  private final Access access;
  private final ObjectProvider<BlobOwner> owners;
  private final InstantSource clock;

  TreeCheck(
      Database database,
      BlobStore blobs,
      Access access,
      ObjectProvider<BlobOwner> owners,
      InstantSource clock) {
    this.database = database;
    this.blobs = blobs;
    this.access = access;
    this.owners = owners;
    this.clock = clock;
  }

  /// Checks everything.
  ///
  /// @param deep read all bytes and compare their MD5 and CRC-32 too
  /// @param grace bytes younger than this need no owner
  public Summary check(boolean deep, Duration grace, Consumer<Finding> findings)
      throws IOException {
    Pass pass = new Pass(findings);
    pass.items(deep);
    pass.lists();
    pass.accounts();
    pass.orphans(grace);
    return new Summary(pass.items, pass.blobsSeen, pass.found);
  }

  private final class Pass {
    private final Consumer<Finding> findings;
    private long items;
    private long blobsSeen;
    private long found;

    Pass(Consumer<Finding> findings) {
      this.findings = findings;
    }

    private void report(Kind kind, String what) {
      found++;
      findings.accept(new Finding(kind, what));
    }

    void items(boolean deep) throws IOException {
      String after = "";
      while (true) {
        String from = after;
        List<Item> rows =
            database.read(sql -> {
              List<Item> batch = CheckStore.after(sql, from, BATCH);
              if (!batch.isEmpty()) {
                totals(CheckStore.wrongTotals(sql, from, batch.getLast().id().value()), sql);
                places(batch, sql);
                versions(batch, sql);
              }
              return batch;
            });
        if (rows.isEmpty()) {
          return;
        }
        items += rows.size();
        for (Item row : rows) {
          bytes(row, deep);
        }
        after = rows.getLast().id().value();
      }
    }

    private void totals(List<CheckStore.Totals> wrong, org.jooq.DSLContext sql) {
      Map<ItemId, Chain> chains =
          Chains.of(sql, wrong.stream().map(CheckStore.Totals::folder).toList());
      for (CheckStore.Totals folder : wrong) {
        // What is being built has no totals yet, and what is being purged none any more.
        boolean settled =
            Optional.ofNullable(chains.get(folder.folder()))
                .filter(chain -> !chain.isHidden())
                .isPresent();
        if (settled) {
          report(Kind.TOTALS, folder.toString());
        }
      }
    }

    private void places(List<Item> batch, org.jooq.DSLContext sql) {
      Set<ItemId> parents = new HashSet<>();
      batch.forEach(item -> item.parent().ifPresent(parents::add));
      Map<ItemId, Item> found = new HashMap<>();
      ItemStore.find(sql, parents).forEach(parent -> found.put(parent.id(), parent));
      Map<ItemId, Chain> chains = Chains.of(sql, parents);
      for (Item item : batch) {
        if (item.parent().isEmpty()) {
          if (!item.id().equals(ItemId.rootOf(item.account())) || item.place() != Item.Place.ROOT) {
            report(Kind.PLACE, item.id() + " lies nowhere and is no root");
          }
          continue;
        }
        Item parent = found.get(item.parent().get());
        Chain chain = chains.get(item.parent().get());
        if (parent == null || chain == null) {
          report(Kind.PLACE, item.id() + " lies in " + item.parent().get() + ", which is missing");
        } else if (!parent.isFolder() || !parent.account().equals(item.account())) {
          report(Kind.PLACE, item.id() + " lies in " + parent.id() + ", no folder of its account");
        } else if (!chain.lineage().root().equals(ItemId.rootOf(item.account()))) {
          report(Kind.PLACE, item.id() + " does not lead up to the root");
        }
      }
    }

    /// Told by the newest row of each stream, and by every row that has none newer.
    private void versions(List<Item> batch, org.jooq.DSLContext sql) {
      for (Item item : batch) {
        if (!item.isFile() || item.state() == Item.State.PURGING) {
          continue;
        }
        boolean alone = item.prior().isEmpty() && item.state() != Item.State.OLD_VERSION;
        if (alone) {
          continue;
        }
        List<Item> stream = ItemStore.versions(sql, item.stream());
        if (item.state() == Item.State.OLD_VERSION) {
          boolean purged =
              ItemStore.newest(sql, item.stream())
                  .filter(newest -> newest.state() == Item.State.PURGING)
                  .isPresent();
          if (!purged && (stream.isEmpty() || stream.getFirst().state() == item.state())) {
            report(Kind.VERSIONS, item.id() + " is an older version of nothing");
          }
          continue;
        }
        for (int i = 0; i < stream.size(); i++) {
          Item version = stream.get(i);
          Optional<ItemId> next =
              i + 1 < stream.size() ? Optional.of(stream.get(i + 1).id()) : Optional.empty();
          boolean inOrder = i == 0 || version.version() < stream.get(i - 1).version();
          if (!version.prior().equals(next)
              || !inOrder
              || (i > 0 && version.state() != Item.State.OLD_VERSION)
              || !version.parent().equals(item.parent())) {
            report(Kind.VERSIONS, version.id() + " is out of line in " + item.stream());
          }
        }
      }
    }

    private void bytes(Item item, boolean deep) throws IOException {
      if (item.content().isEmpty()) {
        if (item.isFile()) {
          report(Kind.BYTES, item.id() + " is a file without bytes");
        }
        return;
      }
      blobsSeen++;
      Item.Content content = item.content().get();
      Optional<Long> length = blobs.length(content.blob());
      String wrong = "";
      if (length.isEmpty()) {
        wrong = "is missing";
      } else if (length.get() != content.size()) {
        wrong = "has " + length.get() + " bytes instead of " + content.size();
      } else if (deep) {
        wrong = contentWrong(content);
      }
      // It may have been purged since the row was read.
      boolean still =
          !wrong.isEmpty() && database.read(sql -> ItemStore.find(sql, item.id())).isPresent();
      if (still) {
        report(Kind.BYTES, "the blob " + content.blob() + " of " + item.id() + " " + wrong);
      }
    }

    private String contentWrong(Item.Content content) throws IOException {
      MessageDigest md5 = md5();
      CRC32 crc32 = new CRC32();
      try (BlobStore.Reading reading = blobs.read(content.blob())) {
        reading.transferTo(new Summing(md5, crc32), 0, content.size());
      } catch (NoSuchBlobException e) {
        return "is missing";
      }
      boolean same =
          HexFormat.of().formatHex(md5.digest()).equals(content.md5())
              && crc32.getValue() == content.crc32();
      return same ? "" : "does not hash to what was stored";
    }

    void lists() {
      String after = "";
      while (true) {
        String from = after;
        List<ItemId> listed = database.read(sql -> access.listed(sql, from, BATCH));
        if (listed.isEmpty()) {
          return;
        }
        Set<ItemId> missing = new HashSet<>(listed);
        database.read(sql -> ItemStore.find(sql, listed)).stream()
            .filter(Item::isFolder)
            .forEach(folder -> missing.remove(folder.id()));
        Set<ItemId> still = new HashSet<>(database.read(sql -> access.listed(sql, from, BATCH)));
        missing.stream()
            .filter(still::contains)
            .forEach(folder -> report(Kind.ACCESS, "a list of " + folder + ", which is no folder"));
        after = listed.getLast().value();
      }
    }

    void accounts() {
      for (AccountId account : database.read(ItemStore::accounts)) {
        database.read(sql -> {
          CheckStore.Counters counters = CheckStore.counters(sql, account);
          long real = ItemStore.contentBytes(sql, account);
          if (counters.stored() != real) {
            report(
                Kind.ACCOUNT,
                account + " counts " + counters.stored() + " bytes and stores " + real);
          }
          if (counters.seq() != counters.last() || counters.rows() != counters.last()) {
            report(Kind.ACCOUNT, account + " has gaps in its journal: " + counters);
          }
          if (ItemStore.find(sql, ItemId.rootOf(account)).isEmpty()) {
            report(Kind.ACCOUNT, account + " has no root folder");
          }
          return true;
        });
      }
    }

    void orphans(Duration grace) throws IOException {
      Instant old = clock.instant().minus(grace);
      Set<BlobId> batch = new HashSet<>();
      blobs.forEach(stored -> {
        if (stored.written().isBefore(old)) {
          batch.add(stored.id());
          if (batch.size() == BATCH) {
            orphans(batch);
            batch.clear();
          }
        }
      });
      orphans(batch);
    }

    private void orphans(Set<BlobId> batch) throws IOException {
      Set<BlobId> orphans = new HashSet<>(batch);
      database.read(sql -> {
        owners.forEach(owner -> orphans.removeAll(owner.known(sql, Set.copyOf(batch))));
        return true;
      });
      for (BlobId orphan : orphans) {
        // A purge may have ended it since it was seen.
        if (blobs.length(orphan).isPresent()) {
          report(Kind.ORPHAN_BYTES, "the blob " + orphan);
        }
      }
    }
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has MD5", e);
    }
  }

  /// Adds up what is written to it.
  private static final class Summing extends OutputStream {
    private final MessageDigest md5;
    private final CRC32 crc32;

    Summing(MessageDigest md5, CRC32 crc32) {
      this.md5 = md5;
      this.crc32 = crc32;
    }

    @Override
    public void write(int b) {
      md5.update((byte) b);
      crc32.update(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      md5.update(bytes, from, length);
      crc32.update(bytes, from, length);
    }
  }
}
