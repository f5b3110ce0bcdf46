using System.Runtime.InteropServices;

namespace Studio.Engine.Imaging.Native;

/// <summary>
/// The library's error text as an exception. It keeps one buffer for the whole process, so the text may hold a line of another
/// thread's failure: it is shown, never decided upon. That a call failed is known from its result alone.
/// </summary>
internal static class VipsError
{
    /// <summary>Forgets what earlier calls left: the buffer keeps text of calls that succeeded in the end.</summary>
    public static void Clear() => VipsApi.vips_error_clear();

    /// <summary>The text, emptied from the buffer.</summary>
    public static string Take()
    {
        var copy = VipsApi.vips_error_buffer_copy();
        try
        {
            return (Marshal.PtrToStringUTF8(copy) ?? "").Trim();
        }
        finally
        {
            VipsApi.g_free(copy);
        }
    }

    public static EngineException Failure()
    {
        var text = Take();
        return new EngineException(EngineError.Native, text.Length == 0 ? "libvips gives no reason" : text.Split('\n')[0]);
    }
}
