using System.Runtime.InteropServices;
using Studio.Engine.Models.Files;

namespace Studio.Engine.Models;

/// <summary>
/// Textual inversion embeddings (Gal et al. 2022, arXiv:2208.01618): files of vectors that stand for a word. A text goes on without one
/// that cannot be had, and the person is told.
/// </summary>
/// <param name="widths">Of the model's text encoders.</param>
/// <param name="place">Which of them the vectors are for.</param>
/// <param name="key">What files with vectors for several encoders call it: clip_l, clip_g.</param>
/// <param name="warn">Told once of each embedding that is left out, in a sentence.</param>
internal sealed class Embeddings(IModelFiles? files, IReadOnlyList<int> widths, int place, string key, Action<string> warn)
{
    private const string Kind = "embeddings";
    private const string Bundle = "bundle_emb.";

    // in this order; a name may also have its extension
    private static readonly string[] Extensions = ["", ".safetensors", ".pt", ".bin"];

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly int _width = widths[place];

    /// <summary>The vectors of an embedding: none when it is left out, null when there is no such name.</summary>
    /// <param name="name">With or without extension, below the embeddings folder or any folder in it.</param>
    public IReadOnlyList<ReadOnlyMemory<float>>? Find(string name)
    {
        if (PathOf(name) is not { } path)
            return null;
        try
        {
            using var file = TensorFile.Open(path);
            var entries = Chosen(file.Header);
            if (entries.Count > 0 && entries.All(entry => entry.Shape is [.., var last] && last == _width))
                return [.. entries.SelectMany(entry => Rows(file, entry))];
            if (entries is not [{ Shape: [.., var other] }, ..])
                LeaveOut(name, "it holds no vectors.");
            else if (widths.Any(known => known == other))
                Tell(name, $"The embedding '{name}' is for one of this model's text encoders only, the one of width {other}. The one of width {_width} reads the text without it.");
            else
                LeaveOut(name, $"its vectors are {other} numbers long, and {Takers()}. It was made for {MadeFor(file.Header, other)}.");
        }
        catch (EngineException failure) when (failure.Kind is EngineError.BadFile or EngineError.Unsupported)
        {
            LeaveOut(name, failure.Message);
        }
        return [];
    }

    /// <summary>Says that a name was not found.</summary>
    public void Missing(string name)
    {
        var known = files?.Names(Kind).Select(file => Path.ChangeExtension(file, null)) ?? [];
        var near = known.Where(other => NearestNames.Distance(other, name) <= Math.Min(2, name.Length / 2))
            .MinBy(other => NearestNames.Distance(other, name));
        LeaveOut(name, near is null
            ? "there is no file of that name in the folder embeddings."
            : $"there is no file of that name in the folder embeddings. Is '{near}' meant?");
    }

    private void LeaveOut(string name, string why) => Tell(name, $"The embedding '{name}' was left out of the text: {why}");

    private void Tell(string name, string sentence)
    {
        if (_told.Add(name))
            warn(sentence);
    }

    private string Takers() => widths.Count == 1
        ? $"this text encoder takes {widths[0]}"
        : $"these text encoders take {string.Join(" and ", widths)}";

    private static string MadeFor(TensorHeader header, long width) => width switch
    {
        _ when header.Tensors.ContainsKey("clip_g") => "SDXL",
        768 => "Stable Diffusion 1.x",
        1024 => "Stable Diffusion 2.x",
        1280 => "SDXL or its refiner",
        _ => "another family of models",
    };

    private string? PathOf(string name)
    {
        if (files is null || Normal(name) is not { Length: > 0 } wanted)
            return null;
        var names = files.Names(Kind).ToHashSet(StringComparer.Ordinal);
        var folders = names.SelectMany(Folders).Append("").Distinct(StringComparer.Ordinal)
            .OrderBy(folder => folder.Count(letter => letter == '/')).ThenBy(folder => folder, StringComparer.Ordinal);
        var found = from folder in folders
                    from extension in Extensions
                    let file = folder + wanted + extension
                    where names.Contains(file)
                    select file;
        return found.FirstOrDefault() is { } first ? files.Find(Kind, first) : null;
    }

    /// <summary>With / between and without . and .. in it; null when it leads out.</summary>
    private static string? Normal(string name)
    {
        var parts = new List<string>();
        foreach (var part in name.Replace('\\', '/').Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else
                return null;
        }
        return name.StartsWith('/') ? null : string.Join('/', parts);
    }

    /// <summary>Every folder that a file is in, with a / behind.</summary>
    private static IEnumerable<string> Folders(string name)
    {
        for (var at = name.IndexOf('/'); at >= 0; at = name.IndexOf('/', at + 1))
            yield return name[..(at + 1)];
    }

    /// <summary>The layouts of all trainers: the first that fits counts.</summary>
    private List<TensorEntry> Chosen(TensorHeader header)
    {
        var tensors = header.Tensors.Values.Where(tensor => tensor.Shape.Count > 0).ToList();
        List<TensorEntry> Named(Func<string, bool> fits) => tensors.FindAll(tensor => fits(tensor.Name));
        if (Named(name => name.StartsWith("string_to_param.", StringComparison.Ordinal)) is [var trained, ..])
            return [trained];
        if (Named(name => name.StartsWith('[')) is { Count: > 0 } list)
            return list.FindAll(tensor => tensor.Shape[^1] == _width) is { Count: > 0 } fitting ? fitting : list;
        if (Named(name => name == key) is [var own])
            return [own];
        foreach (var end in (string[])[".string_to_param.*", "." + key])
        {
            if (Named(name =>
                name.StartsWith(Bundle, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal)) is { Count: > 0 } bundle)
                return bundle;
        }
        return [.. Named(name => name == "emb_params").Concat(tensors).Take(1)];
    }

    private IEnumerable<ReadOnlyMemory<float>> Rows(TensorFile file, TensorEntry entry)
    {
        var numbers = new float[entry.Count()];
        var bytes = new byte[numbers.Length * sizeof(float)];
        WeightConversion.ToSingle(file, entry.Name, bytes, scale: 1);
        MemoryMarshal.Cast<byte, float>(bytes).CopyTo(numbers);
        return Enumerable.Range(0, numbers.Length / _width).Select(row => (ReadOnlyMemory<float>)numbers.AsMemory(row * _width, _width));
    }
}
