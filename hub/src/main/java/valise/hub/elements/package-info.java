/// The catalogue: what each provider's element is called, takes as configuration, and how one signs
/// in to it. Start at [valise.hub.elements.Elements].
///
/// Elements of ours are data: a folder each below `valise/hub/elements` on the class path, read and
/// checked at the start. Those that an organization makes itself have the same form. Table:
/// `element`.
@org.jspecify.annotations.NullMarked
package valise.hub.elements;
