/// CEQL, the query language of the hub's `where`, and its two companions `orderBy` and `fields`.
/// Start at [valise.hub.ceql.Where]. Knows nothing of what is asked for; owns no table.
@org.jspecify.annotations.NullMarked
package valise.hub.ceql;
