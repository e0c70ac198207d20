package valise.files.items;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import valise.files.access.Access;
import valise.files.access.Entry;
import valise.files.access.Right;
import valise.files.access.Rights;
import valise.files.access.TestAccess;
import valise.files.accounts.Accounts;
import valise.files.accounts.TestAccounts;
import valise.files.ids.AccountId;
import valise.files.ids.GroupId;
import valise.files.ids.ItemId;
import valise.files.ids.Principal;
import valise.files.ids.PrincipalId;
import valise.files.ids.Role;
import valise.files.ids.UserId;
import valise.platform.ScriptedClock;
import valise.platform.blob.BlobId;
import valise.platform.blob.MemoryBlobs;
import valise.platform.db.Database;
import valise.platform.json.Field;
import valise.platform.outbox.Outbox;

/// A tree with everything it stands on, for tests: one account, its super user, and people to add.
public final class TreeWorld {

  public final ScriptedClock clock = new ScriptedClock();
  public final Database database;
  public final MemoryBlobs blobs = new MemoryBlobs(clock);
  public final Accounts accounts;
  public final Access access = TestAccess.access(clock);
  public final Items items;
  public final Tree tree;
  public final Copies copies;
  public final PurgeSweep purge;
  public final ExpirySweep expiry;
  public final RetentionSweep retention;
  public final TreeCheck check;
  public final ItemSearch search;
  public final CheckOuts checkOuts;
  public final Journal journal;
  public final AccountId account;
  public final Principal boss;

  public TreeWorld(Database database) {
    this(database, new NoLongWork());
  }

  public TreeWorld(Database database, LongWork longWork) {
    this.database = database;
    accounts = TestAccounts.accounts(database, clock);
    Outbox outbox = new Outbox(database, clock);
    journal =
        new Journal((tx, id, topic, payload) -> outbox.append(tx, topic, id.value(), payload));
    Locks locks = new Locks(database, clock);
    items =
        new Items(
            database, access, users -> Map.of(), none(FavoriteStreams.class), none(Previews.class));
    tree = new Tree(database, items, access, journal, locks, clock);
    copies = new Copies(database, items, tree, access, accounts, journal, locks, longWork, clock);
    purge = new PurgeSweep(database, access, locks, journal, blobs, none(PurgeListener.class));
    expiry = new ExpirySweep(database, tree, journal, clock);
    retention = new RetentionSweep(database, accounts, tree, journal, clock);
    BlobOwner owner = items::known;
    check =
        new TreeCheck(
            database,
            blobs,
            access,
            new StaticListableBeanFactory(Map.of("owner", owner)).getBeanProvider(BlobOwner.class),
            clock);
    search = new ItemSearch(database, items, access, clock);
    checkOuts = new CheckOuts(database, items, locks, journal);
    account = addAccount("acme");
    boss = person(account, true);
  }

  private static <T> ObjectProvider<T> none(Class<T> type) {
    return new StaticListableBeanFactory().getBeanProvider(type);
  }

  /// Work that nobody watches.
  static class NoLongWork implements LongWork, LongWork.Running {
    @Override
    public Running begin(
        valise.platform.db.Tx tx,
        Principal caller,
        Kind kind,
        Item source,
        Optional<ItemId> target,
        long total) {
      return this;
    }

    @Override
    public boolean advance(valise.platform.db.Tx tx, long done) {
      return true;
    }

    @Override
    public void succeed(valise.platform.db.Tx tx) {}

    @Override
    public void fail(valise.platform.db.Tx tx) {}
  }

  public AccountId addAccount(String subdomain) {
    return database.write(tx -> {
      AccountId id = accounts.create(tx, subdomain, "Acme").id();
      tree.plant(tx, id, UserId.mint());
      return id;
    });
  }

  /// Somebody without any rights yet, who may create top-level folders.
  public Principal person(GroupId... groups) {
    return new Principal(
        account,
        UserId.mint(),
        Set.of(Role.EMPLOYEE, Role.CAN_CREATE_FOLDERS),
        Set.of(groups),
        false,
        ZoneOffset.UTC);
  }

  public Principal person(AccountId account, boolean superUser) {
    return new Principal(
        account,
        UserId.mint(),
        Set.of(Role.EMPLOYEE, Role.CAN_CREATE_FOLDERS),
        Set.of(),
        superUser,
        ZoneOffset.UTC);
  }

  public ItemId folder(Principal by, String parent, String name) {
    return tree.add(by, parent, NewNode.named(name), false).item().id();
  }

  public ItemId folder(ItemId parent, String name) {
    return folder(boss, parent.value(), name);
  }

  public ItemId topFolder(String name) {
    return folder(boss, "root", name);
  }

  public Located note(Principal by, ItemId parent, String name) {
    return tree.add(by, parent.value(), node(Item.Kind.NOTE, name, "", Optional.empty()), false);
  }

  public static NewNode node(
      Item.Kind kind, String name, String description, Optional<Instant> expires) {
    return new NewNode(
        kind,
        name,
        description,
        Optional.empty(),
        Optional.empty(),
        expires,
        kind == Item.Kind.LINK ? Optional.of("https://example.org/") : Optional.empty());
  }

  /// A file with this text, replacing what has the name.
  public ItemId file(ItemId parent, String name, String text) {
    return file(boss, parent, name, text, NewFile.OnCollision.NEW_VERSION).id();
  }

  public Item file(
      Principal by, ItemId parent, String name, String text, NewFile.OnCollision collision) {
    return file(by, parent, name, text, collision, Optional.empty());
  }

  public Item file(
      Principal by,
      ItemId parent,
      String name,
      String text,
      NewFile.OnCollision collision,
      Optional<Instant> expires) {
    Item.Content content = content(text);
    NewFile file =
        new NewFile(
            name, name, content, "", Optional.empty(), Optional.empty(), expires, collision);
    boolean added = false;
    try {
      Item item = database.write(tx -> tree.addFile(tx, by.account(), by.user(), parent, file));
      added = true;
      return item;
    } finally {
      if (!added) {
        blobs.delete(content.blob());
      }
    }
  }

  public Item.Content content(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      BlobId blob = blobs.create();
      try (var writing = blobs.write(blob)) {
        writing.write(ByteBuffer.wrap(bytes), 0);
        writing.sync();
      }
      CRC32 crc = new CRC32();
      crc.update(bytes);
      String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
      return new Item.Content(blob, bytes.length, md5, crc.getValue());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public void grant(ItemId folder, Principal to, Right... rights) {
    grant(folder, PrincipalId.of(to.user()), rights);
  }

  public void grant(ItemId folder, PrincipalId to, Right... rights) {
    database.write(tx -> {
      Located located = items.locate(tx.sql(), boss, folder);
      access.put(
          tx, located.lineage(), new Entry(folder, to, Rights.of(rights), false, false, false));
      return true;
    });
  }

  public Item item(ItemId id) {
    return database.read(sql -> ItemStore.find(sql, id)).orElseThrow();
  }

  public boolean exists(ItemId id) {
    return database.read(sql -> ItemStore.find(sql, id)).isPresent();
  }

  public List<String> names(Principal caller, ItemId folder) {
    return items.children(caller, folder.value(), Items.Page.ALL).values().stream()
        .map(child -> child.item().name())
        .toList();
  }

  public Located rename(Principal by, ItemId id, String name) {
    return tree.change(by, id.value(), change(Optional.of(name), Optional.empty(), false));
  }

  public Located move(Principal by, ItemId id, ItemId parent) {
    return tree.change(by, id.value(), change(Optional.empty(), Optional.of(parent), false));
  }

  public static ItemChange change(
      Optional<String> name, Optional<ItemId> parent, boolean overwrite) {
    return new ItemChange(
        name.map(Field::of).orElseGet(Field::absent),
        Field.absent(),
        Field.absent(),
        Field.absent(),
        Field.absent(),
        Field.absent(),
        parent.map(id -> Field.of(id.value())).orElseGet(Field::absent),
        Field.absent(),
        overwrite,
        false);
  }

  public int purgeAll() {
    int gone = 0;
    for (int step = purge.step(); step > 0; step = purge.step()) {
      gone += step;
    }
    return gone;
  }

  /// What the check finds wrong, orphans of any age included.
  public List<TreeCheck.Finding> damage() {
    List<TreeCheck.Finding> findings = new ArrayList<>();
    try {
      check.check(true, Duration.ofMillis(-1), findings::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return findings;
  }

  public long stored() {
    return database.read(sql -> items.storedBytes(sql, account));
  }
}
