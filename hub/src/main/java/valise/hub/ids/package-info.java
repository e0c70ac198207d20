/// Typed ids, and who asks: [valise.hub.ids.Caller]. Ids are numbers on the wire, so
/// [valise.hub.ids.Numbers] gives them out. Table: `number`.
@org.jspecify.annotations.NullMarked
package valise.hub.ids;
