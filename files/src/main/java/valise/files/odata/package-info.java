/// The vendor's OData v3 "JSON Light" envelope, once. Start at [valise.files.odata.Call] for what
/// comes in and at [valise.files.odata.Answer] for what goes out.
///
/// A feature describes its entities with a [valise.files.odata.Shape], offers them to others as an
/// [valise.files.odata.EntitySet], and returns values from its endpoint. `$select`, `$expand`,
/// `$filter`, `$orderby`, paging, urls, types and dates are done here. A navigation property names
/// its target set; the ids of a whole level are collected and loaded once, on behalf of the caller.
@org.jspecify.annotations.NullMarked
package valise.files.odata;
