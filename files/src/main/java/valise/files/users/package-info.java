/// People: employees and clients, their addresses, roles, preferences and passwords. Start at
/// [valise.files.users.Users].
///
/// Tables: `person`, `person_email`, `person_role`, `person_setting`, `person_code`,
/// `sign_in_failure`.
@org.jspecify.annotations.NullMarked
package valise.files.users;
