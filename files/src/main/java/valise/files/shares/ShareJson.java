package valise.files.shares;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import valise.files.ids.Principal;
import valise.files.items.ItemJson;
import valise.files.odata.Call;
import valise.files.odata.Dates;
import valise.files.odata.EntitySet;
import valise.files.odata.Shape;
import valise.files.users.UserJson;

/// The set `Shares` (sharefile-v3 section 20.3). What happened to a share is for its creator.
@Component
final class ShareJson implements EntitySet<ShareView> {

  static final String SET = "Shares";

  private static final Shape<Share.Policy> ACCESS_RIGHT =
      Shape.<Share.Policy>of("ShareAccessRight")
          .with("AccessRightType", policy -> policy.viewOnly() ? "ViewOnline" : "FullControl")
          .with("DisplayText", policy -> policy.viewOnly() ? "View only" : "Full control")
          .build();

  private static final Shape<Share.Policy> SETTINGS =
      Shape.<Share.Policy>of("ShareSettings")
          .with("NotifyOnUse", Share.Policy::notifyOnUse)
          .build();

  private final Shares shares;
  private final Shape<ShareView> shape;

  ShareJson(Shares shares, Letters letters, SharedItems items) {
    this.shares = shares;
    this.shape =
        Shape.<ShareView>of(SET, "Share")
            .with("AliasID", view -> view.alias().id().value())
            .with("ShareType", view -> view.share().kind().wireName())
            .with("ShareSubType", view -> view.share().sent().isPresent() ? "Email" : "None")
            .with("Title", view -> view.share().title())
            .with("HasSentMessage", view -> view.share().sent().isPresent())
            .with(
                "SentMessageTitle",
                view -> view.share().sent().map(Share.Sent::subject).orElse(null))
            .with("RequireLogin", view -> view.share().policy().requireLogin())
            .with("RequireUserInfo", view -> view.share().policy().requireUserInfo())
            .withDate("CreationDate", view -> Optional.of(view.share().createdAt()))
            .withDate(
                "ExpirationDate",
                view -> Optional.of(view.share().policy().expiresAt().orElse(Dates.NEVER)))
            .with("MaxDownloads", view -> view.share().policy().maxDownloads())
            .with(
                "TotalDownloads",
                view -> view.own() ? view.share().downloads() : view.alias().downloads())
            .with("IsViewOnly", view -> view.share().policy().viewOnly())
            .withDate("TrackUntilDate", view -> view.share().tracking().until())
            .with("SendFrequency", view -> view.share().tracking().frequency())
            .with("SendInterval", view -> view.share().tracking().interval())
            .withDate("LastDateSent", view -> view.share().sent().map(Share.Sent::at))
            .with("IsConsumed", ShareView::consumed)
            .with("IsRead", view -> view.alias().read())
            .with("IsArchived", view -> view.alias().archived())
            .with("SendTool", view -> null)
            .with("SendMethod", view -> view.share().sent().isPresent() ? "Email" : "Link")
            .with("UsesStreamIDs", view -> view.share().policy().usesStreams())
            .withCall("Uri", (view, call) -> uri(call, view.share(), view.alias()))
            .with("Signature", view -> null)
            .with("HasRemoteChildren", view -> false)
            .with("IrmProtected", view -> false)
            .with("Settings", view -> new Shape.Nested<>(SETTINGS, view.share().policy()))
            .with(
                "ShareAccessRight", view -> new Shape.Nested<>(ACCESS_RIGHT, view.share().policy()))
            .toOne(
                "Parent",
                ItemJson.SET,
                view ->
                    view.own()
                        ? view.share().folder().map(folder -> folder.value())
                        : Optional.empty())
            .toOne("Creator", UserJson.SET, view -> Optional.of(creator(view)))
            .toOne("User", UserJson.SET, view -> Optional.of(creator(view)))
            .toOne("Zone", "Zones", view -> Optional.of(ItemJson.DEFAULT_ZONE))
            .toMany("Items", ItemJson.SET, (caller, owners) -> items.of(caller, owners))
            .toMany("Recipients", AliasJson.SET, (caller, owners) -> of(letters, caller, owners))
            .build();
  }

  private static String creator(ShareView view) {
    return view.share().creator().value();
  }

  private static Map<ShareView, List<AliasView>> of(
      Letters letters, Principal caller, java.util.Collection<ShareView> owners) {
    Map<ShareView, List<AliasView>> found = new HashMap<>();
    for (ShareView view : new ArrayList<>(owners)) {
      found.put(view, letters.list(caller, view.share().id().value(), true));
    }
    return found;
  }

  static String uri(Call call, Share share, Alias alias) {
    return call.origin() + share.path(alias.id());
  }

  @Override
  public String name() {
    return SET;
  }

  @Override
  public List<Shape<ShareView>> shapes() {
    return List.of(shape);
  }

  @Override
  public Shape<ShareView> shapeOf(ShareView view) {
    return shape;
  }

  @Override
  public String idOf(ShareView view) {
    return view.share().id().value();
  }

  @Override
  public Map<String, ShareView> load(Principal caller, Set<String> ids) {
    return shares.load(caller, ids);
  }
}
