using System.Runtime.InteropServices;

namespace Studio.Engine.Imaging.Native;

#pragma warning disable IDE1006, CA1707 // the names are the library's own

/// <summary>
/// The exports in use, as their headers declare them. No variadic one: C# cannot call those portably. gboolean and C int are int,
/// gsize is nuint, GType is nuint, gpointer is nint.
/// </summary>
internal static unsafe partial class VipsApi
{
    // no file has these names: VipsLibrary resolves them to the libraries it opened
    internal const string Vips = "studio-libvips";
    internal const string GLib = "studio-glib";
    internal const string GObject = "studio-gobject";

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_init(string program);

    [LibraryImport(Vips)]
    internal static partial int vips_version(int part);

    [LibraryImport(Vips)]
    internal static partial void vips_block_untrusted_set(int blocked);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_operation_block_set(string className, int blocked);

    [LibraryImport(Vips)]
    internal static partial void vips_cache_set_max(int operations);

    [LibraryImport(Vips)]
    internal static partial void vips_concurrency_set(int threads);

    [LibraryImport(Vips)]
    internal static partial nint vips_error_buffer_copy();

    [LibraryImport(Vips)]
    internal static partial void vips_error_clear();

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint vips_operation_new(string name);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_object_set_from_string(OperationHandle operation, string options);

    [LibraryImport(Vips)]
    internal static partial nint vips_cache_operation_build(OperationHandle operation);

    [LibraryImport(Vips)]
    internal static partial void vips_object_unref_outputs(OperationHandle operation);

    [LibraryImport(Vips)]
    internal static partial nuint vips_image_get_type();

    [LibraryImport(Vips)]
    internal static partial nuint vips_blob_get_type();

    [LibraryImport(Vips)]
    internal static partial nint vips_blob_copy(byte* data, nuint length);

    [LibraryImport(Vips)]
    internal static partial byte* vips_blob_get(nint blob, out nuint length);

    [LibraryImport(Vips)]
    internal static partial void vips_area_unref(nint area);

    [LibraryImport(Vips)]
    internal static partial nint vips_image_new_from_memory_copy(byte* data, nuint length, int width, int height, int bands, int format);

    [LibraryImport(Vips)]
    internal static partial byte* vips_image_write_to_memory(ImageHandle image, out nuint length);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_width(ImageHandle image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_height(ImageHandle image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_bands(ImageHandle image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_format(ImageHandle image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_interpretation(ImageHandle image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_hasalpha(ImageHandle image);

    [LibraryImport(Vips)]
    internal static partial int vips_image_get_orientation(ImageHandle image);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint vips_image_get_typeof(ImageHandle image, string field);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get_int(ImageHandle image, string field, out int value);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_image_set_int(ImageHandle image, string field, int value);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_image_set_array_int(ImageHandle image, string field, int* values, int count);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get_blob(ImageHandle image, string field, out byte* data, out nuint length);

    [LibraryImport(Vips, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void vips_image_set_blob_copy(ImageHandle image, string field, byte* data, nuint length);

    [LibraryImport(GObject)]
    internal static partial void g_object_unref(nint instance);

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_set_property(OperationHandle operation, string name, in GValue value);

    [LibraryImport(GObject, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_get_property(OperationHandle operation, string name, ref GValue value);

    [LibraryImport(GObject)]
    internal static partial nint g_value_init(ref GValue value, nuint type);

    [LibraryImport(GObject)]
    internal static partial void g_value_unset(ref GValue value);

    [LibraryImport(GObject)]
    internal static partial void g_value_set_object(ref GValue value, ImageHandle instance);

    [LibraryImport(GObject)]
    internal static partial void g_value_set_boxed(ref GValue value, BlobHandle boxed);

    [LibraryImport(GObject)]
    internal static partial nint g_value_dup_object(in GValue value);

    [LibraryImport(GObject)]
    internal static partial nint g_value_get_boxed(in GValue value);

    [LibraryImport(GLib)]
    internal static partial void g_free(nint memory);

    [LibraryImport(GLib)]
    internal static partial nint g_log_set_default_handler(delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler, nint data);

    /// <summary>GObject's GValue: a type and two words of content.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        private readonly nuint _type;
        private readonly long _first;
        private readonly long _second;
    }
}
