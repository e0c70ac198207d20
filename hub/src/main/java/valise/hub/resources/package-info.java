/// What elements of one's own say of their providers: the resources, parameters and hooks of a
/// definition [docs], and how they are done. Start at [valise.hub.resources.Resource] for what a
/// definition may say, and at [valise.hub.resources.Exchange] for one call.
///
/// Beside the elements of ours, whose files speak JSONata, because a resource is not such an
/// operation: its hooks stand between the request and the answer, and its answers are handed on as
/// they are, which JSONata does not do. What a request costs, how an answer is read, what a
/// provider's no means and how lists are cut is the same, and is `mapping`'s. No table is ours.
@org.jspecify.annotations.NullMarked
package valise.hub.resources;
