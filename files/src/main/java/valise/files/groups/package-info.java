/// Groups of people, and the Super User Group. Start at [valise.files.groups.Groups]; who a request
/// comes from is put together in [valise.files.groups.Principals].
///
/// Tables: `person_group`, `person_group_member`.
@org.jspecify.annotations.NullMarked
package valise.files.groups;
