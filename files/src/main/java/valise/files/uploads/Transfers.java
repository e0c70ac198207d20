package valise.files.uploads;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import valise.files.ids.ItemId;
import valise.files.ids.UserId;
import valise.files.items.Item;
import valise.files.items.Journal;
import valise.files.items.Names;
import valise.files.items.NewFile;
import valise.files.items.Tree;
import valise.files.odata.Params;
import valise.platform.Refusal;
import valise.platform.blob.BlobId;
import valise.platform.blob.BlobStore;
import valise.platform.db.Database;
import valise.platform.db.Tx;
import valise.platform.http.Hashing;
import valise.platform.secrets.Tokens;

/// The second step of an upload: takes bytes, and makes files of them (sharefile-v3 sections 5.3 to
/// 5.7). Whoever holds a session's ticket may use it; nobody is asked who they are.
@Component
final class Transfers {

  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final long LONGEST_FILE = 1L << 53;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final Uploads uploads;
  private final Database database;
  private final BlobStore blobs;
  private final Tree tree;
  private final Archive archive;
  private final ObjectProvider<UploadTerms> terms;
  private final Journal.Announcer announcer;
  private final InstantSource clock;

  Transfers(
      Uploads uploads,
      Database database,
      BlobStore blobs,
      Tree tree,
      ObjectProvider<UploadTerms> terms,
      Journal.Announcer announcer,
      InstantSource clock) {
    this.uploads = uploads;
    this.database = database;
    this.blobs = blobs;
    this.tree = tree;
    this.archive = new Archive(blobs, uploads);
    this.terms = terms;
    this.announcer = announcer;
    this.clock = clock;
  }

  // --- admission ---------------------------------------------------------------------------------

  /// The session that the address admits to.
  ///
  /// @throws Refusal the same for an id that is unknown, a ticket that is wrong, and a session that
  ///   has expired
  Session admit(Params address) throws IOException {
    Optional<UploadId> id = address.text("uploadid").flatMap(UploadId::parse);
    String ticket = Tokens.hash(address.text("h").orElse(""));
    return id.flatMap(this::session)
        .filter(session -> isAmong(ticket, session.progress().tickets()))
        .filter(session -> session.progress().expiresAt().isAfter(clock.instant()))
        .orElseThrow(TransferRefusals::unrecognized);
  }

  private Optional<Session> session(UploadId id) {
    return uploads
        .assemblies()
        .session(id)
        .or(() -> database.read(sql -> UploadStore.find(sql, id)));
  }

  private static boolean isAmong(String ticket, List<String> tickets) {
    boolean found = false;
    for (String each : tickets) {
      found |= Tokens.same(ticket, each);
    }
    return found;
  }

  // --- bytes -------------------------------------------------------------------------------------

  /// Takes a request with bytes.
  Received receive(Session session, Params params, Incoming incoming) throws IOException {
    return switch (session.request().method()) {
      case STANDARD -> new Received.Finished(standard(session, params, incoming));
      case STREAMED, THREADED -> chunk(session, params, incoming);
    };
  }

  private Received chunk(Session session, Params params, Incoming incoming) throws IOException {
    boolean last =
        session.request().method() == UploadMethod.STREAMED && params.flag("finish", false);
    if (session.finished()) {
      incoming.drain();
      if (last) {
        return new Received.Finished(answer(session));
      }
      throw TransferRefusals.alreadyFinished();
    }
    Incoming.Content content =
        incoming.next().orElseThrow(() -> Refusal.malformed("NO_FILE", "The form has no file."));
    Optional<String> hash = md5(params, "hash");
    Optional<String> fileHash = wholeHash(params, hash, session.request().method());
    Piece piece =
        new Piece(
            offset(params),
            most(session, params, content),
            content.bytes(),
            hash,
            new UploadStore.Note(
                params.number("index").orElse(-1L),
                session.progress().fileName().isPresent()
                    ? Optional.empty()
                    : params.text("filename").or(content::name).map(Names::check),
                fileHash));
    return uploads
        .assemblies()
        .use(
            session.id(),
            assembly -> {
              Span span = assembly.receive(piece);
              if (!last) {
                return new Received.Chunk();
              }
              incoming.drain();
              Naming naming = Naming.of(params, incoming);
              OptionalLong size = OptionalLong.of(span.end());
              return new Received.Finished(
                  assembly.finish(
                      size,
                      span.start() == 0 ? md5(params, "filehash") : fileHash,
                      (now, file) -> commit(now, naming, file)));
            })
        .orElseThrow(TransferRefusals::unrecognized);
  }

  /// Where the chunk lies. The Shares page says `offset`, all else `byteOffset` [seed] [rclone].
  private static long offset(Params params) {
    Optional<String> name =
        List.of("byteOffset", "offset").stream()
            .filter(each -> params.text(each).isPresent())
            .findFirst();
    if (name.isEmpty() && params.number("index").orElse(0L) != 0) {
      throw Refusal.malformed(
          "PARAMETER_MISSING", "The parameter 'byteOffset' is required after the first chunk.");
    }
    return name.map(it -> params.number(it, 0, 0, LONGEST_FILE)).orElse(0L);
  }

  /// How long the chunk can be at most: what the request's length says, and what there is room for.
  private long most(Session session, Params params, Incoming.Content content) {
    long offset = offset(params);
    OptionalLong declared = session.request().fileSize();
    if (declared.isPresent()) {
      long room = declared.getAsLong() - offset;
      if (room < 0 || (content.exact() && content.most() > room)) {
        throw TransferRefusals.outOfBounds();
      }
      return Math.min(room, content.most());
    }
    long most = Math.min(content.most(), LONGEST_FILE - offset);
    long bytes = isKnown(content) ? most : 0;
    database.read(sql -> {
      uploads.requireWithin(sql, session.target().account(), bytes);
      return true;
    });
    return most;
  }

  private static boolean isKnown(Incoming.Content content) {
    return content.most() < Long.MAX_VALUE;
  }

  /// The MD5 of the whole file, where a client says it: with the chunk that says `finish`, and not
  /// when it is just the chunk's own once more [java-sdk].
  private static Optional<String> wholeHash(
      Params params, Optional<String> hash, UploadMethod method) {
    boolean finishing = params.flag("finish", false);
    return finishing || method == UploadMethod.STANDARD
        ? md5(params, "filehash").filter(whole -> !Optional.of(whole).equals(hash))
        : Optional.empty();
  }

  /// An MD5 as clients write it; the web uploader writes `none` [client:web-uploader].
  private static Optional<String> md5(Params params, String name) {
    return params
        .text(name)
        .map(text -> text.strip().toLowerCase(Locale.ROOT))
        .filter(text -> !text.equals("none"))
        .map(text -> {
          if (!MD5.matcher(text).matches()) {
            throw Refusal.malformed(
                "BAD_PARAMETER", "The parameter '" + name + "' must be an MD5 in hexadecimal.");
          }
          return text;
        });
  }

  // --- one POST with everything -----------------------------------------------------------------

  /// Files that are down but not committed.
  private record Arrived(Optional<String> name, Item.Content content) {}

  private String standard(Session session, Params params, Incoming incoming) throws IOException {
    if (session.finished()) {
      return repeated(session, incoming);
    }
    List<Arrived> arrived = new ArrayList<>();
    List<BlobId> blobsMade = new ArrayList<>();
    boolean mayBeNamed = false;
    try {
      Optional<Incoming.Content> next = incoming.next();
      while (next.isPresent()) {
        arrived.add(arrive(session, params, next.get(), blobsMade));
        next = incoming.next();
      }
      if (arrived.isEmpty()) {
        throw Refusal.malformed("NO_FILE", "The form has no file.");
      }
      incoming.drain();
      // If the commit fails nobody knows whether it was made: the orphan sweep will.
      mayBeNamed = true;
      Committed committed = commit(session, Naming.of(params, incoming), arrived);
      mayBeNamed = committed.adopted();
      return committed.answer();
    } catch (Refusal refused) {
      mayBeNamed = false;
      throw refused;
    } finally {
      if (!mayBeNamed) {
        for (BlobId blob : blobsMade) {
          blobs.delete(blob);
        }
      }
    }
  }

  private Arrived arrive(
      Session session, Params params, Incoming.Content content, List<BlobId> made)
      throws IOException {
    OptionalLong declared = session.request().fileSize();
    if (declared.isEmpty()) {
      long bytes = isKnown(content) ? content.most() : 0;
      database.read(sql -> {
        uploads.requireWithin(sql, session.target().account(), bytes);
        return true;
      });
      if (bytes > blobs.free()) {
        throw TransferRefusals.outOfSpace();
      }
    }
    BlobId blob = blobs.create();
    made.add(blob);
    Hashing hashing = new Hashing();
    try (BlobStore.Writing out = blobs.write(blob)) {
      Blocks.pour(
          content.bytes(),
          Math.min(content.most(), declared.orElse(LONGEST_FILE)),
          (block, at) -> {
            hashing.update(block);
            out.write(block, at);
          });
      if (declared.isPresent() && declared.getAsLong() != hashing.count()) {
        throw TransferRefusals.sizeMismatch(declared.getAsLong(), hashing.count());
      }
      String md5 = hashing.md5Hex();
      if (md5(params, "hash").filter(said -> !said.equals(md5)).isPresent()) {
        throw TransferRefusals.hashMismatch();
      }
      if (md5(params, "filehash").filter(said -> !said.equals(md5)).isPresent()) {
        throw TransferRefusals.fileHashMismatch();
      }
      out.sync();
      return new Arrived(
          content.name(), new Item.Content(blob, hashing.count(), md5, hashing.crc32()));
    }
  }

  /// The answer of a finished upload to the same bytes once more, as sent by a client that did not
  /// see the first answer. Other bytes are another upload's.
  private static String repeated(Session session, Incoming incoming) throws IOException {
    FinishedFile[] files = MAPPER.readValue(answer(session), FinishedFile[].class);
    int same = 0;
    Optional<Incoming.Content> next = incoming.next();
    while (next.isPresent()) {
      Hashing hashing = new Hashing();
      Blocks.pour(next.get().bytes(), next.get().most(), (block, at) -> hashing.update(block));
      if (same >= files.length || !files[same].md5().equals(hashing.md5Hex())) {
        throw TransferRefusals.unrecognized();
      }
      same++;
      next = incoming.next();
    }
    return answer(session);
  }

  private static String answer(Session session) {
    return Optional.ofNullable(session.progress().answer())
        .orElseThrow(() -> new IllegalStateException("not finished: " + session.id()));
  }

  // --- the end -----------------------------------------------------------------------------------

  /// Finishes a threaded upload.
  Received finish(Session session, Params params, Incoming incoming) throws IOException {
    incoming.drain();
    if (session.finished()) {
      return new Received.Finished(answer(session));
    }
    Naming naming = Naming.of(params, incoming);
    OptionalLong size =
        params
            .number("filesize")
            .filter(it -> it > 0)
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty());
    Optional<String> md5 = md5(params, "filehash");
    return uploads
        .assemblies()
        .use(
            session.id(),
            assembly ->
                new Received.Finished(
                    assembly.finish(size, md5, (now, file) -> commit(now, naming, file))))
        .orElseThrow(TransferRefusals::unrecognized);
  }

  /// What the finishing request says about the file's name.
  ///
  /// @param forceUnique take a free name if this one is taken [net-sdk]
  private record Naming(
      Optional<String> fileName,
      Optional<String> title,
      Optional<String> details,
      boolean forceUnique) {

    static Naming of(Params params, Incoming incoming) {
      return new Naming(
          params.text("filename"),
          params.text("title").or(() -> incoming.field("title")),
          params.text("details").or(() -> incoming.field("details")),
          params.flag("forceunique", false));
    }
  }

  /// @param adopted whether the blobs are items' now
  /// @param spent whether they are nobody's: what they held has been expanded
  private record Committed(String answer, boolean adopted, boolean spent) {}

  private String commit(Session session, Naming naming, Item.Content file) throws IOException {
    Committed committed = commit(session, naming, List.of(new Arrived(Optional.empty(), file)));
    if (committed.spent()) {
      blobs.delete(file.blob());
    }
    return committed.answer();
  }

  /// Makes the files visible and ends the upload, in one transaction.
  private Committed commit(Session session, Naming naming, List<Arrived> arrived)
      throws IOException {
    List<NewFile> files = new ArrayList<>();
    for (Arrived each : arrived) {
      files.add(file(session, naming, each, files.isEmpty()));
    }
    NewFile first = files.getFirst();
    if (!session.request().unzip() || files.size() > 1 || !Archive.hasName(first.fileName())) {
      List<Placed> placed =
          files.stream().map(file -> new Placed(List.of(), Optional.of(file))).toList();
      return commit(session, placed, false);
    }
    List<Archive.Entry> entries = archive.expand(session.target().account(), first.content());
    boolean mayBeNamed = true;
    try {
      List<Placed> placed =
          entries.stream()
              .map(entry ->
                  new Placed(
                      entry.folders(),
                      entry.content().map(content -> within(first, entry.name(), content))))
              .toList();
      Committed committed = commit(session, placed, true);
      mayBeNamed = committed.spent();
      return committed;
    } catch (Refusal refused) {
      mayBeNamed = false;
      throw refused;
    } finally {
      if (!mayBeNamed) {
        archive.drop(entries);
      }
    }
  }

  /// A file of an expanded archive: dates and conduct as the archive's own would be.
  private static NewFile within(NewFile archive, String name, Item.Content content) {
    return new NewFile(
        name,
        name,
        content,
        "",
        archive.clientCreatedAt(),
        archive.clientModifiedAt(),
        archive.expiresAt(),
        archive.onCollision());
  }

  /// A file to be, below the target.
  ///
  /// @param folders names on the way to it, made when they are not there
  private record Placed(List<String> folders, Optional<NewFile> file) {}

  private Committed commit(Session session, List<Placed> placed, boolean expanded) {
    List<NewFile> files = placed.stream().flatMap(each -> each.file().stream()).toList();
    Duration lifetime = uploads.settings().lifetime();
    UploadTarget target = session.target();
    return database.write(tx -> {
      tree.hold(tx, target.account());
      Session now = UploadStore.hold(tx, session.id()).orElseThrow(TransferRefusals::unrecognized);
      if (now.finished()) {
        return new Committed(answer(now), false, false);
      }
      uploads.requireStorable(
          tx,
          target.account(),
          files.stream().mapToLong(file -> file.content().size()).max().orElse(0),
          files.stream().mapToLong(file -> file.content().size()).sum());
      List<FinishedFile> finished = new ArrayList<>();
      List<Item> made = new ArrayList<>();
      Set<ItemId> onTop = new LinkedHashSet<>();
      Map<List<String>, ItemId> folders = new HashMap<>(Map.of(List.of(), target.folder()));
      for (Placed each : placed) {
        ItemId folder = folder(tx, target, folders, each.folders());
        if (!each.folders().isEmpty()) {
          onTop.add(folder(tx, target, folders, each.folders().subList(0, 1)));
        }
        if (each.file().isEmpty()) {
          continue;
        }
        NewFile file = each.file().get();
        if (!expanded) {
          Uploads.requireBase(session.request(), () -> tree.named(tx.sql(), folder, file.name()));
        }
        Item item = tree.addFile(tx, target.account(), target.user(), folder, file);
        finished.add(FinishedFile.of(session.id(), item));
        made.add(item);
        if (each.folders().isEmpty()) {
          onTop.add(item.id());
        }
      }
      Optional<UserId> askedBy = target.terms().map(words -> arrived(tx, words, session, made));
      announce(tx, session, askedBy, List.copyOf(onTop));
      String answer = MAPPER.writeValueAsString(finished);
      UploadStore.finish(tx, session.id(), answer, clock.instant().plus(lifetime));
      return new Committed(answer, !expanded, expanded);
    });
  }

  private UserId arrived(Tx tx, String words, Session session, List<Item> files) {
    UploadTerms author = terms.getIfAvailable();
    if (author == null) {
      throw TransferRefusals.unrecognized();
    }
    UploadRequest request = session.request();
    Batch batch = new Batch(request.batchId(), request.batchLast(), request.notifying());
    return author.arrived(tx, words, session.target().folder(), files, batch);
  }

  private void announce(Tx tx, Session session, Optional<UserId> askedBy, List<ItemId> onTop) {
    UploadTarget target = session.target();
    UploadRequest request = session.request();
    if (request.notifying() && !onTop.isEmpty()) {
      Arrival arrival =
          new Arrival(
              target.user(),
              askedBy,
              target.folder(),
              onTop,
              request.batchId(),
              request.batchLast());
      announcer.announce(tx, target.account(), Uploads.TOPIC, arrival.payload());
    }
  }

  private ItemId folder(
      Tx tx, UploadTarget target, Map<List<String>, ItemId> known, List<String> path) {
    ItemId folder = known.get(path);
    if (folder == null) {
      ItemId above = folder(tx, target, known, path.subList(0, path.size() - 1));
      folder = tree.folderNamed(tx, target.account(), target.user(), above, path.getLast()).id();
      known.put(List.copyOf(path), folder);
    }
    return folder;
  }

  private NewFile file(Session session, Naming naming, Arrived arrived, boolean first) {
    UploadRequest request = session.request();
    String fileName =
        (first ? session.progress().fileName() : Optional.<String>empty())
            .or(arrived::name)
            .or(naming::fileName)
            .orElseThrow(TransferRefusals::fileNameMissing);
    Optional<String> title = first ? naming.title().or(request::title) : Optional.empty();
    return new NewFile(
        title.orElse(fileName),
        fileName,
        arrived.content(),
        naming.details().orElse(request.details()),
        request.clientCreatedAt(),
        request.clientModifiedAt(),
        request.expirationDays().isPresent()
            ? Optional.of(
                clock.instant().plus(Duration.ofDays(request.expirationDays().getAsInt())))
            : Optional.empty(),
        naming.forceUnique() ? NewFile.OnCollision.NUMBER : onCollision(request.onTaken()));
  }

  private static NewFile.OnCollision onCollision(UploadRequest.OnTaken onTaken) {
    return switch (onTaken) {
      case REFUSE, REFUSE_LATER -> NewFile.OnCollision.REFUSE;
      case NEW_VERSION -> NewFile.OnCollision.NEW_VERSION;
      case FREE_NAME -> NewFile.OnCollision.NUMBER;
    };
  }
}
