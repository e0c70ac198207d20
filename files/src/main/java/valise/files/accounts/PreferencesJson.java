package valise.files.accounts;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import valise.files.odata.Shape;

/// The vendor's account preferences: what the account can set, for every feature that this server
/// does not have, that it is off, and for what it always does, that it is on.
final class PreferencesJson {

  private static final Set<AccountSetting> ELSEWHERE =
      EnumSet.of(
          AccountSetting.LOGIN_DOMAINS_ARE_BARRED,
          AccountSetting.FOLDER_DOMAINS_ARE_BARRED,
          AccountSetting.LOGO_URL,
          AccountSetting.COMPANY_URL,
          AccountSetting.PHONE,
          AccountSetting.ADDRESS_1,
          AccountSetting.ADDRESS_2,
          AccountSetting.CITY,
          AccountSetting.STATE,
          AccountSetting.ZIP,
          AccountSetting.COUNTRY);

  private static final List<String> OFF =
      List.of(
          "EnableWatermarkOnViewOnly",
          "AllowProactiveNotifications",
          "EnableSSO",
          "EnableSfAdi",
          "EnableMultipleZones",
          "EnableSync",
          "EnableSyncAutoUpdate",
          "ShowTermsCheckbox",
          "EnableEditor",
          "AdminIsSuperUser",
          "FromEmailIsShareFile",
          "UseAlternateSMTP",
          "ShowPasswordInEmail",
          "EnableUploadShareIDReceipt",
          "EnableDocViewerPrinting",
          "EnableWatermarkedDownloads",
          "EnableTwoFactorAuth",
          "IsFINRA",
          "EnableQandA",
          "EnableQandATextInNotifications",
          "EnableWebDAV",
          "EnableFTP",
          "EnableSFTP",
          "EnableSMBConnectorForAccount",
          "EnablePersonalCloudConnectors",
          "EnableStorageZoneConnector",
          "HasAnyConnectorZones",
          "EnableENSForAccount",
          "UseWebPopAsWebAppLogin",
          "EnableReportingV3",
          "EnableEncryptedEmailForOutlookPlugin",
          "EnableDocPreviews",
          "EnableDesktopEditorForAccount",
          "UseStrictEmployeeDefinition",
          "EnableWebAppConnectorBrowsing",
          "EnableAntiVirus",
          "DisableWebAppAccess",
          "EnableCWC",
          "EnableEnterpriseArchive",
          "EnableIntegrations",
          "EnableBouncedEmailNotifications",
          "EnableClickTrails",
          "EnableFolderTemplates",
          "EnableFileDrops",
          "EnableExternalEmailArchiving",
          "EnableCustomBrandingUsesS3",
          "EnablePromotions",
          "CanCreateMultiTenantZones",
          "EnableDLP",
          "EnableIRM",
          "EnableECMConnectors",
          "EnableOfficeOnlinePreviews",
          "EnableOfficeOnlineEditing",
          "HasPHI",
          "EnableCitrixManagedStorageZones",
          "EnableSharingConnectorItems",
          "EnableSingleIdentity",
          "EnableDriveMapping",
          "RetentionPolicySysAdminOnly",
          "EnableDocumentApprovalWorkflow",
          "EnableLocalization",
          "EnableSecondaryDbContacts",
          "EnableRenderLibXThumbnails",
          "EnableRenderAPIThumbnails",
          "EnableRequestList",
          "IsArchiveAccount",
          "IsPremier",
          "CreatorCanDelete",
          "ShowFolderAccessList");

  private static final List<String> ON =
      List.of(
          "EnableOAuth",
          "EnableActivationLinks",
          "EnableFileCount",
          "CanStoreItemsInShareFile",
          "IsQuotaLimitAvailable",
          "DisableMarketing",
          "DisableShareConnectForAccount",
          "DisablePrintToShareFile",
          "DisableScanSnap",
          "EnableStrictCrossdomainPolicy",
          "EnableVersioning",
          "DefaultIsVersioned",
          "EnableThumbnails",
          "EnableFileLocking");

  private record Policy(AccountSettings settings) {}

  private static final Shape<Policy> PASSWORD_POLICY =
      Shape.<Policy>of("PasswordPolicy")
          .with("MaxAgeDays", policy -> 0)
          .with("HistoryCount", policy -> 0)
          .with("MinimumLength", policy -> policy.settings().number(AccountSetting.MINIMUM_LENGTH))
          .with(
              "MinimumSpecialCharacters",
              policy -> policy.settings().number(AccountSetting.MINIMUM_SPECIAL_CHARACTERS))
          .with(
              "MinimumNumeric", policy -> policy.settings().number(AccountSetting.MINIMUM_NUMERIC))
          .with("AllowedSpecialCharacters", policy -> null)
          .with("ValidationRegEx", policy -> regularExpression(policy.settings()))
          .with("ValidationRegExFormula", policy -> null)
          .with("ValidationRegExDescription", policy -> description(policy.settings()))
          .build();

  static final Shape<AccountView> SHAPE = shape();

  private PreferencesJson() {}

  private static Shape<AccountView> shape() {
    Shape.Builder<AccountView> shape = Shape.of("AccountPreferences");
    shape.with("AccountID", view -> view.account().id().value());
    for (AccountSetting setting : AccountSetting.values()) {
      if (!ELSEWHERE.contains(setting)) {
        shape.with(setting.wireName(), view -> view.settings().value(setting));
      }
    }
    OFF.forEach(name -> shape.with(name, view -> false));
    ON.forEach(name -> shape.with(name, view -> true));
    return shape
        .with("SystemName", view -> "valise")
        .with("SystemType", view -> "valise")
        .with("HomeScreenName", view -> view.account().companyName())
        .with("UXMode", view -> "Classic")
        .with("DefaultMaxVersions", view -> -1)
        .with("ExpirationDays", view -> -1)
        .with("VirusStrictness", view -> 0)
        .with("TermsCheckboxStrictness", view -> 0)
        .with("PasswordMaxAgeDays", view -> 0)
        .with("PasswordHistoryCount", view -> 0)
        .with("PasswordRegEx", view -> regularExpression(view.settings()))
        .with("PasswordRegExDescription", view -> description(view.settings()))
        .with("EnableQuotaLimit", view -> view.settings().number(AccountSetting.QUOTA_BYTES) >= 0)
        .with("QuotaLimitInGB", view -> quotaInGigabytes(view.settings()))
        .with("NotificationLocale", view -> "English")
        .with("IntegrationProviders", view -> List.of())
        .onRequest(
            "PasswordPolicy",
            (view, call) -> new Shape.Nested<>(PASSWORD_POLICY, new Policy(view.settings())))
        .toOne("DefaultZone", ZoneJson.SET, view -> java.util.Optional.of(Zone.ID))
        .build();
  }

  private static long quotaInGigabytes(AccountSettings settings) {
    long bytes = settings.number(AccountSetting.QUOTA_BYTES);
    return bytes < 0 ? -1 : Math.ceilDiv(bytes, 1L << 30);
  }

  /// The account's rule for passwords, as sign-up forms of clients check it.
  private static String regularExpression(AccountSettings settings) {
    long digits = settings.number(AccountSetting.MINIMUM_NUMERIC);
    long special = settings.number(AccountSetting.MINIMUM_SPECIAL_CHARACTERS);
    return "^"
        + (digits > 0 ? "(?=(?:.*[0-9]){" + digits + "})" : "")
        + (special > 0 ? "(?=(?:.*[^A-Za-z0-9]){" + special + "})" : "")
        + ".{"
        + settings.number(AccountSetting.MINIMUM_LENGTH)
        + ",}$";
  }

  private static String description(AccountSettings settings) {
    return "At least " + settings.number(AccountSetting.MINIMUM_LENGTH) + " characters";
  }
}
