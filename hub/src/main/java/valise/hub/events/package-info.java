/// What happened at the providers: an [valise.hub.events.Event], its kinds, its name, and the
/// notification made of it. Start at [valise.hub.events.Events]. Nothing here acts: who finds
/// changes is `intake`, who tells of them is `delivery`, which listens by
/// [valise.hub.events.OnRecorded].
///
/// An event is one change of one object: instance, resource, object and revision, once for ever.
///
/// Tables: `event`, `event_head`.
@org.jspecify.annotations.NullMarked
package valise.hub.events;
