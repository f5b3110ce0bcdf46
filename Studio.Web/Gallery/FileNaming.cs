using System.Globalization;
using Studio.Engine;

namespace Studio.Web.Gallery;

/// <summary>ComfyUI's names for saved pictures: {prefix}_{counter:05}_.png, sub folders and %tokens% in the prefix.</summary>
internal sealed class FileNaming
{
    private const string BatchToken = "%batch_num%";

    // room for the batch number, the counter and the extension
    private const int LongestPrefix = 220;

    private readonly string _name;
    private int _counter;

    private FileNaming(string subfolder, string name, string folder)
    {
        Subfolder = subfolder;
        Folder = folder;
        _name = name;
    }

    /// <summary>Forward slashes, empty for the top.</summary>
    public string Subfolder { get; }

    /// <summary>The full path of the sub folder; not made yet.</summary>
    public string Folder { get; }

    /// <exception cref="EngineException">BadPrompt: the prefix leaves the folder or is no file name.</exception>
    public static FileNaming From(string root, string prefix, int width, int height, DateTimeOffset now)
    {
        var place = SafePath.Normal(Expand(prefix, width, height, now)) ?? throw Refused(prefix, "It leads out of the output folder.");
        if (place.Length == 0)
            throw Refused(prefix, "It names no file.");
        var parts = place.Split('/');
        var subfolder = string.Join('/', parts[..^1]);
        var folder = subfolder.Length == 0 ? root : SafePath.Below(root, subfolder);
        if ((SafePath.WhyNot(subfolder) ?? SafePath.WhyNotName(parts[^1] + "_")) is { } problem)
            throw Refused(prefix, problem);
        if (folder is null)
            throw Refused(prefix, "A link in it leads out of the output folder.");
        if (System.Text.Encoding.UTF8.GetByteCount(parts[^1]) > LongestPrefix)
            throw Refused(prefix, $"Its last part is longer than {LongestPrefix} bytes, which leaves no room for the number.");
        return new(subfolder, parts[^1], folder);
    }

    /// <summary>Looks up the highest counter there is; the next name comes after it.</summary>
    public void CountFrom(int batch)
    {
        var start = Expand(batch) + "_";
        var highest = 0;
        foreach (var path in Directory.EnumerateFiles(Folder)) // every name counts, also of what is no file
        {
            var name = Path.GetFileName(path.AsSpan());
            if (!name.StartsWith(start, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                continue;
            var digits = name[start.Length..];
            var end = digits.IndexOfAny('_', '.');
            if (int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number < int.MaxValue)
                highest = Math.Max(highest, number);
        }

        _counter = Math.Max(_counter, highest);
    }

    public string Next(int batch, string extension) => $"{Expand(batch)}_{++_counter:00000}_{extension}";

    /// <summary>As its user wrote it, tokens filled in; a long one is cut.</summary>
    public override string ToString()
    {
        const int Longest = 80;
        var whole = Subfolder.Length == 0 ? _name : $"{Subfolder}/{_name}";
        return whole.Length <= Longest ? whole : whole[..Longest] + "…";
    }

    private string Expand(int batch) => _name.Replace(BatchToken, batch.ToString(CultureInfo.InvariantCulture));

    private static string Expand(string prefix, int width, int height, DateTimeOffset now) => !prefix.Contains('%') ? prefix : prefix
        .Replace("%width%", $"{width}")
        .Replace("%height%", $"{height}")
        .Replace("%year%", $"{now.Year}")
        .Replace("%month%", $"{now.Month:00}")
        .Replace("%day%", $"{now.Day:00}")
        .Replace("%hour%", $"{now.Hour:00}")
        .Replace("%minute%", $"{now.Minute:00}")
        .Replace("%second%", $"{now.Second:00}");

    private static EngineException Refused(string prefix, string why) =>
        new(EngineError.BadPrompt,
            $"The filename_prefix '{prefix}' cannot be used. {why} Use letters, digits, '-' and '_', and '/' for sub folders.");
}
