package valise.files.ids;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a user may do beyond folder rights; the vendor's `UserRole`, with its numbers [net-sdk].
public enum Role {
  CLIENT("Client", 1),
  EMPLOYEE("Employee", 2),
  MASTER_ADMIN("MasterAdmin", 3),
  SUPER_USER("SuperUser", 4),
  CAN_CHANGE_PASSWORD("CanChangePassword", 10),
  CAN_MANAGE_MY_SETTINGS("CanManageMySettings", 11),
  CAN_USE_FILE_BOX("CanUseFileBox", 30),
  CAN_MANAGE_USERS("CanManageUsers", 31),
  CAN_CREATE_FOLDERS("CanCreateFolders", 32),
  CAN_USE_DROP_BOX("CanUseDropBox", 33),
  CAN_SELECT_FOLDER_ZONE("CanSelectFolderZone", 34),
  ADMIN_ACCOUNT_POLICIES("AdminAccountPolicies", 50),
  ADMIN_BILLING("AdminBilling", 51),
  ADMIN_BRANDING("AdminBranding", 52),
  ADMIN_FILE_BOX_ACCESS("AdminFileBoxAccess", 55),
  ADMIN_MANAGE_EMPLOYEES("AdminManageEmployees", 56),
  ADMIN_REPORTING("AdminReporting", 58),
  ADMIN_SHARED_DIST_GROUPS("AdminSharedDistGroups", 59),
  ADMIN_SHARED_ADDRESS_BOOK("AdminSharedAddressBook", 60),
  ADMIN_DELEGATE("AdminDelegate", 63),
  ADMIN_SSO("AdminSSO", 67),
  ADMIN_SUPER_GROUP("AdminSuperGroup", 68),
  ADMIN_ZONES("AdminZones", 69),
  ADMIN_CREATE_SHARED_GROUPS("AdminCreateSharedGroups", 70),
  ADMIN_CONNECTORS("AdminConnectors", 72);

  private static final Map<String, Role> BY_NAME =
      Arrays.stream(values())
          .collect(
              Collectors.toMap(
                  Role::wireName,
                  Function.identity(),
                  (a, b) -> a,
                  () -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER)));

  private final String wireName;
  private final int number;

  Role(String wireName, int number) {
    this.wireName = wireName;
    this.number = number;
  }

  /// The vendor's name, as transmitted.
  public String wireName() {
    return wireName;
  }

  /// The vendor's number; tolerated on the way in.
  public int number() {
    return number;
  }

  /// Reads a name or a number, without regard to case.
  public static Optional<Role> parse(String text) {
    Role named = BY_NAME.get(text);
    if (named != null) {
      return Optional.of(named);
    }
    return Arrays.stream(values())
        .filter(role -> Integer.toString(role.number).equals(text))
        .findAny();
  }
}
