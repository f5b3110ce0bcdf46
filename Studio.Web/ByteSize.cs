using System.Globalization;

namespace Studio.Web;

/// <summary>Sizes of files, disks and memory as people read them, the same in every sentence and on every page.</summary>
internal static class ByteSize
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary>"999 B", "1.5 KB", "23.5 GB": each unit is 1,024 of the one before, as systems and makers of memory count.</summary>
    public static string Text(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < Units.Length - 1)
            (value, unit) = (value / 1024, unit + 1);
        return value.ToString(unit == 0 || value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
