package valise.files.accounts;

import java.util.List;
import valise.files.odata.Call;
import valise.files.odata.Shape;

/// Objects that are the same for every account of this server.
final class FixedAnswers {

  /// The server as the caller addresses it.
  record Server(String origin) {
    /// Host and port.
    String authority() {
      return origin.substring(origin.indexOf("://") + 3);
    }
  }

  record Option(Object value) {}

  static final Shape<Server> PRODUCT_DEFAULTS =
      Shape.<Server>of("ProductDefaults")
          .with("ProductName", server -> "valise")
          .with("DefaultWindowTitle", server -> "valise")
          .with("TopLevelDomain", Server::authority)
          .with("APITopLevelDomain", Server::authority)
          .with("DefaultApiVersion", server -> "3")
          .with("SystemType", server -> "valise")
          .build();

  static final Shape<Server> MOBILE_SECURITY =
      Shape.<Server>of("MobileSecuritySettings")
          .with("PoisonPillInterval", server -> 0)
          .with("EnableOpenExternal", server -> true)
          .with("EnableOfflineCache", server -> true)
          .with("EnableAutoLogin", server -> true)
          .with("RestrictModifiedDevices", server -> false)
          .with("PinLockMaxAttempts", server -> 0)
          .with("PinLockLockoutIntervalSeconds", server -> 0)
          .with("PinLockExternalActionGraceIntervalSeconds", server -> 0)
          .with("PinLockInternalActionGraceIntervalSeconds", server -> 0)
          .build();

  /// None is configured.
  static final Shape<Server> SSO =
      Shape.<Server>of("SSOAccountProvider")
          .with("IsActive", server -> false)
          .with("IsDefault", server -> false)
          .with("ForceSSO", server -> false)
          .with("UseWebAuthentication", server -> false)
          .with("DebugMode", server -> false)
          .with("LenientSignatures", server -> false)
          .with("LoginUrl", server -> null)
          .with("LogoutUrl", server -> null)
          .with("EntityID", server -> null)
          .build();

  /// The same whatever subdomain is asked about.
  static final Shape<Server> SSO_INFO =
      Shape.<Server>of("SSOInfo")
          .with("Info", server -> List.of())
          .with("AppControlPlane", Server::authority)
          .with("ApiControlPlane", Server::authority)
          .build();

  static final Shape<Server> STORAGE_CENTER =
      Shape.<Server>of("StorageCenters", "StorageCenter")
          .with("Address", Server::origin)
          .with("ExternalAddress", Server::origin)
          .with("ExternalUrl", Server::origin)
          .with("DefaultExternalUrl", Server::origin)
          .with("HostName", Server::authority)
          .with("Services", server -> "StorageZone")
          .with("Enabled", server -> true)
          .build();

  private static final Shape<Option> BOOL = option("OutlookInformationOptionBool");
  private static final Shape<Option> NUMBER = option("OutlookInformationOptionInt");
  private static final Shape<Option> TEXT = option("OutlookInformationOptionString");

  static final Shape<AccountView> OUTLOOK =
      Shape.<AccountView>of("OutlookInformation")
          .with("DownloadInfoLevel", view -> text("None"))
          .with("UploadInfoLevel", view -> text("None"))
          .with("NotifyOnDownload", view -> flag(false))
          .with("NotifyOnUpload", view -> flag(false))
          .with("MaxDownloads", view -> new Shape.Nested<>(NUMBER, new Option(-1)))
          .with("LinkExpiration", view -> text(""))
          .with("RequestText", view -> text(""))
          .with("SendText", view -> text(""))
          .with("BannerHTML", view -> text(""))
          .with("UseBanner", view -> flag(false))
          .with("AutoConvert", view -> flag(false))
          .with("ConvertAbove", view -> new Shape.Nested<>(NUMBER, new Option(0)))
          .with("AttachPaperclip", view -> flag(false))
          .build();

  private FixedAnswers() {}

  static Server server(Call call) {
    return new Server(call.origin());
  }

  private static Shape<Option> option(String name) {
    return Shape.<Option>of(name).with("Locked", it -> false).with("Value", Option::value).build();
  }

  private static Shape.Nested<Option> flag(boolean value) {
    return new Shape.Nested<>(BOOL, new Option(value));
  }

  private static Shape.Nested<Option> text(String value) {
    return new Shape.Nested<>(TEXT, new Option(value));
  }
}
