package valise.files.notices;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import valise.files.ids.AliasId;
import valise.files.ids.ItemId;
import valise.files.ids.ShareId;

/// One mail about a share that is to be written, as its job keeps it.
///
/// @param alias the recipient it goes to, or speaks of; the share's own link for mails that speak
///   of nobody
/// @param subject and `body`: what the sender wrote; a later message must not take its place
/// @param activate whether its reader must first choose a password
/// @param others recipients or items it speaks of
record ShareOrder(
    Kind kind,
    String share,
    String alias,
    String subject,
    String body,
    boolean activate,
    List<String> others) {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  enum Kind {
    SENT,
    REQUESTED,
    REMINDER,
    COPY,
    ACTIVATION,
    DOWNLOADED,
    ENDING
  }

  ShareOrder {
    others = List.copyOf(others);
  }

  static ShareOrder read(String payload) {
    return MAPPER.readValue(payload, ShareOrder.class);
  }

  String payload() {
    return MAPPER.writeValueAsString(this);
  }

  ShareId shareId() {
    return new ShareId(share);
  }

  AliasId aliasId() {
    return new AliasId(alias);
  }

  List<ItemId> items() {
    return others.stream().map(ItemId::new).toList();
  }
}
