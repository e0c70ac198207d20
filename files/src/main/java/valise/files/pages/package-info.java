/// What all pages that people see in a browser have in common: templates, the frame around them
/// with its style sheet, and the headers that keep them safe.
///
/// Start at [valise.files.pages.Page]. A page is plain HTML that works without a script. What it
/// loads comes from here; nothing is inline, so the policy it is sent with allows nothing else.
@org.jspecify.annotations.NullMarked
package valise.files.pages;
