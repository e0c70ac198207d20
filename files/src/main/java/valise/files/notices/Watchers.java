package valise.files.notices;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import valise.files.access.Access;
import valise.files.access.Entry;
import valise.files.groups.Groups;
import valise.files.ids.GroupId;
import valise.files.ids.Lineage;
import valise.files.ids.UserId;

/// Who is to be told of what happens in a folder: those whose line of the list that counts there
/// says so. As with rights, a user's own line stands above those of their groups.
@Component
final class Watchers {

  private final Access access;
  private final Groups groups;

  Watchers(Access access, Groups groups) {
    this.access = access;
    this.groups = groups;
  }

  Set<UserId> of(DSLContext sql, Lineage folder, Line.Kind kind) {
    List<Entry> list = access.effectiveList(sql, folder);
    if (list.stream().noneMatch(entry -> wants(entry, kind))) {
      return Set.of();
    }
    Map<UserId, Boolean> own = new HashMap<>();
    Set<GroupId> telling = new HashSet<>();
    for (Entry entry : list) {
      if (!entry.principal().isGroup()) {
        own.put(new UserId(entry.principal().value()), wants(entry, kind));
      } else if (wants(entry, kind)) {
        telling.add(new GroupId(entry.principal().value()));
      }
    }
    Set<UserId> watchers = new HashSet<>();
    if (!telling.isEmpty()) {
      groups.members(sql, telling).values().forEach(watchers::addAll);
      watchers.removeAll(own.keySet());
    }
    own.forEach((user, wants) -> {
      if (wants) {
        watchers.add(user);
      }
    });
    return watchers;
  }

  private static boolean wants(Entry entry, Line.Kind kind) {
    return switch (kind) {
      case UPLOAD -> entry.notifyUpload();
      case DOWNLOAD -> entry.notifyDownload();
    };
  }
}
