/// Provisioned connections: what they are configured with, the leave that the provider gave, and
/// calls on their behalf. Start at [valise.hub.instances.Instances]; whoever wants to call a
/// provider, at [valise.hub.instances.Calls].
///
/// Making one is [Provisioning]: the code is exchanged and tried before anything is stored. Tokens
/// are renewed by [Grants], one at a time for each instance. Tables: `instance`,
/// `instance_setting`, `instance_tag`, `instance_grant`.
@org.jspecify.annotations.NullMarked
package valise.hub.instances;
