package valise.files.items;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.ids.AccountId;
import valise.files.ids.ItemId;
import valise.files.ids.StreamId;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.db.Database;
import valise.platform.db.Tx;

/// Ends what is being purged: leaves first, a bounded number of rows in each transaction, then the
/// bytes that nobody names any more. A crash at any point loses nothing that is not purged: what
/// remains of the rows is found again by its top, what remains of the bytes by the orphan sweep.
@Component
public final class PurgeSweep {

  /// Rows in one transaction.
  static final int BATCH = 500;

  private final Database database;
  private final Access access;
  private final Locks locks;
  private final Journal journal;
  private final BlobStore blobs;
  private final ObjectProvider<PurgeListener> listeners;

  PurgeSweep(
      Database database,
      Access access,
      Locks locks,
      Journal journal,
      BlobStore blobs,
      ObjectProvider<PurgeListener> listeners) {
    this.database = database;
    this.access = access;
    this.locks = locks;
    this.journal = journal;
    this.blobs = blobs;
    this.listeners = listeners;
  }

  /// Does one batch and says how many rows went; 0 when nothing is left to purge.
  public int step() {
    Optional<Item> top =
        database.read(sql -> ItemStore.leaving(sql, Item.State.PURGING, 1)).stream().findFirst();
    if (top.isEmpty()) {
      return 0;
    }
    Removed removed = database.write(tx -> remove(tx, top.get().account(), top.get().id()));
    for (BlobId blob : removed.bytes()) {
      delete(blob);
    }
    return removed.rows();
  }

  private record Removed(int rows, Set<BlobId> bytes) {}

  private Removed remove(Tx tx, AccountId account, ItemId id) {
    journal.hold(tx, account);
    Optional<Item> top =
        ItemStore.find(tx.sql(), id).filter(item -> item.state() == Item.State.PURGING);
    if (top.isEmpty()) {
      return new Removed(0, Set.of());
    }
    List<Item> rows = removeRows(tx, top.get());
    Set<ItemId> ids = new HashSet<>();
    Set<ItemId> folders = new HashSet<>();
    Set<StreamId> streams = new HashSet<>();
    Set<StreamId> gone = new HashSet<>();
    Set<BlobId> named = new HashSet<>();
    long bytes = 0;
    for (Item row : rows) {
      ids.add(row.id());
      gone.add(row.stream());
      if (row.isFolder()) {
        folders.add(row.id());
      } else {
        streams.add(row.stream());
      }
      if (row.content().isPresent()) {
        named.add(row.content().get().blob());
        bytes += row.size();
      }
    }
    ItemStore.addStored(tx.sql(), account, -bytes);
    access.forget(tx, folders);
    locks.forget(tx, streams);
    gone.removeAll(ItemStore.kept(tx.sql(), gone));
    listeners.forEach(listener -> listener.purged(tx, ids, gone));
    // A copy shares the bytes of what it was made from.
    named.removeAll(ItemStore.known(tx.sql(), named));
    return new Removed(rows.size(), named);
  }

  /// Removes about a batch of rows, each after all that lies in it.
  private static List<Item> removeRows(Tx tx, Item top) {
    List<Item> removed = new ArrayList<>();
    Deque<Item> open = new ArrayDeque<>();
    open.push(top);
    while (!open.isEmpty() && removed.size() < BATCH) {
      Item at = open.peek();
      List<Item> below =
          at.isFolder() ? ItemStore.anyChildren(tx.sql(), at.id(), BATCH) : List.of();
      List<Item> leaves = new ArrayList<>();
      below.forEach(child -> {
        if (child.isFolder()) {
          open.push(child);
        } else {
          leaves.add(child);
        }
      });
      if (below.isEmpty()) {
        open.pop();
        leaves.add(at);
        if (at.isFile()) {
          // Its older versions lie beside it, not below.
          leaves.addAll(ItemStore.olderVersions(tx.sql(), at.stream()));
        }
      }
      ItemStore.remove(tx.sql(), leaves.stream().map(Item::id).toList());
      removed.addAll(leaves);
    }
    return removed;
  }

  private void delete(BlobId blob) {
    try {
      blobs.delete(blob);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
