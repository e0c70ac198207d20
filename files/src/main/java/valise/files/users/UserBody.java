package valise.files.users;

import java.util.List;
import java.util.Map;
import valise.platform.json.Field;

/// What clients send to make or change a user [docs] [net-sdk].
record UserBody(
    Field<String> email,
    Field<String> firstName,
    Field<String> lastName,
    Field<String> company,
    Field<String> password,
    Field<Boolean> isEmployee,
    Field<Boolean> isAdministrator,
    Field<Boolean> canCreateFolders,
    Field<Boolean> canUseFileBox,
    Field<Boolean> canManageUsers,
    Field<List<String>> roles,
    Field<Double> storageQuotaLimitGB,
    Field<SecurityBody> security,
    Field<Map<String, Object>> preferences) {

  record SecurityBody(Field<Boolean> isDisabled) {}
}
