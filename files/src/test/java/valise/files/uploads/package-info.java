/// Tests of uploads. Start at [valise.files.uploads.UploadServer].
@org.jspecify.annotations.NullMarked
package valise.files.uploads;
