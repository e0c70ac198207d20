package valise.files.users;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import valise.files.ids.Principal;
import valise.files.ids.Role;
import valise.platform.Refusal;

/// Who may do what to whom: sharefile-v3 section 9. Nobody can give what they do not have, and
/// nobody can take over somebody who has more: else the right to manage employees would be the
/// right to be an administrator.
final class Authority {

  /// Roles of the vendor for features that this server does not have, by name and number; accepted
  /// and not kept, for clients send all they know [net-sdk].
  private static final Set<String> NOT_HERE =
      Set.of(
          "createnetworkshareconnectors",
          "createsharepointconnectors",
          "createsharepointonlineconnectors",
          "createonedriveconnectors",
          "createexchangeconnectors",
          "createboxconnectors",
          "createdropboxconnectors",
          "creategoogledriveconnectors",
          "createonedrivebusinessconnectors",
          "cansenddocumentsforsignature",
          "canviewsignaturedocuments",
          "canmanagesignaturetemplates",
          "adminchangefolderpay",
          "adminchangeplan",
          "adminremoteuploadforms",
          "adminviewvdranalytics",
          "adminviewreceipts",
          "adminmanagedropbox",
          "adminmanagefoldertemplates",
          "adminemailmessages",
          "adminarchivedsearch",
          "adminemailarchiver",
          "admincanadministercustomeraccount",
          "adminpolicydefinitions",
          "admincustomworkflow",
          "35",
          "36",
          "37",
          "38",
          "39",
          "40",
          "41",
          "42",
          "43",
          "44",
          "45",
          "46",
          "53",
          "54",
          "57",
          "61",
          "62",
          "64",
          "65",
          "66",
          "71",
          "73",
          "74",
          "75",
          "76");

  private Authority() {}

  /// Whether a role gives power over others.
  static boolean isPower(Role role) {
    return switch (role) {
      case CLIENT,
          EMPLOYEE,
          CAN_CHANGE_PASSWORD,
          CAN_MANAGE_MY_SETTINGS,
          CAN_USE_FILE_BOX,
          CAN_CREATE_FOLDERS,
          CAN_USE_DROP_BOX,
          CAN_SELECT_FOLDER_ZONE ->
          false;
      case MASTER_ADMIN,
          SUPER_USER,
          CAN_MANAGE_USERS,
          ADMIN_ACCOUNT_POLICIES,
          ADMIN_BILLING,
          ADMIN_BRANDING,
          ADMIN_FILE_BOX_ACCESS,
          ADMIN_MANAGE_EMPLOYEES,
          ADMIN_REPORTING,
          ADMIN_SHARED_DIST_GROUPS,
          ADMIN_SHARED_ADDRESS_BOOK,
          ADMIN_DELEGATE,
          ADMIN_SSO,
          ADMIN_SUPER_GROUP,
          ADMIN_ZONES,
          ADMIN_CREATE_SHARED_GROUPS,
          ADMIN_CONNECTORS ->
          true;
    };
  }

  static boolean managesEmployees(Principal caller) {
    return caller.isAdmin() || caller.has(Role.ADMIN_MANAGE_EMPLOYEES);
  }

  static boolean managesClients(Principal caller) {
    return managesEmployees(caller) || caller.has(Role.CAN_MANAGE_USERS);
  }

  static boolean manages(Principal caller, boolean employee) {
    return employee ? managesEmployees(caller) : managesClients(caller);
  }

  static void requireManages(Principal caller, boolean employee) {
    if (!manages(caller, employee)) {
      throw Refusal.notAllowed(
          employee
              ? "Managing employees takes the role AdminManageEmployees."
              : "Managing clients takes the role CanManageUsers.");
    }
  }

  /// Goes on only when the caller may change somebody else.
  ///
  /// @param superUser whether the other belongs to the Super User Group
  static void requireManages(Principal caller, User other, boolean superUser) {
    requireManages(caller, other.employee());
    if (caller.isAdmin()) {
      return;
    }
    boolean outranks =
        other.granted().stream().anyMatch(role -> isPower(role) && !mayGrant(caller, role));
    if (outranks || (superUser && !caller.superUser())) {
      throw Refusal.notAllowed(
          "This user may do more than you; only an administrator can do that.");
    }
  }

  private static boolean mayGrant(Principal caller, Role role) {
    return caller.isAdmin()
        || !isPower(role)
        || caller.has(role)
        || (role == Role.CAN_MANAGE_USERS && managesEmployees(caller));
  }

  /// Goes on only when the caller may give and take each of these.
  static void requireMayGrant(Principal caller, Collection<Role> roles) {
    for (Role role : roles) {
      if (!mayGrant(caller, role)) {
        throw Refusal.notAllowed(
            "Only an administrator, or who has it, can give or take " + role.wireName() + ".");
      }
    }
  }

  /// Reads roles as clients write them.
  ///
  /// @param employee what the user is; the role that says so is part of every list
  static Set<Role> parse(List<String> names, boolean employee) {
    EnumSet<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : names) {
      Optional<Role> role = Role.parse(name.strip());
      if (role.isEmpty()) {
        if (!NOT_HERE.contains(name.strip().toLowerCase(java.util.Locale.ROOT))) {
          String shown = name.length() > 40 ? name.substring(0, 40) + "..." : name;
          throw Refusal.malformed("BAD_ROLE", "There is no role '" + shown + "'.");
        }
        continue;
      }
      switch (role.get()) {
        case EMPLOYEE, CLIENT -> {
          if ((role.get() == Role.EMPLOYEE) != employee) {
            throw Refusal.malformed(
                "BAD_ROLE", "Set IsEmployee to make an employee of a client, or downgrade one.");
          }
        }
        case SUPER_USER ->
            throw Refusal.malformed(
                "BAD_ROLE", "Add the user to the Super User Group to make them a super user.");
        default -> roles.add(role.get());
      }
    }
    return roles;
  }
}
