using System.Collections.Concurrent;
using Studio.Engine;
using Studio.Engine.Models;
using Studio.Engine.Models.Families;
using Studio.Engine.Models.Files;

namespace Studio.Web.Models;

/// <summary>What can be said of the LoRAs below models/loras without running them; read from headers once per file and change.</summary>
public sealed class LoraFiles(ModelCatalog catalog, FamilyCatalog families)
{
    private readonly ConcurrentDictionary<(string Checkpoint, string Lora), Judged> _judged = new();
    private readonly ConcurrentDictionary<string, (ModelFile File, IReadOnlyList<string> Words)> _words = new();

    /// <summary>How a LoRA goes with a checkpoint; null when one of the two is not there.</summary>
    public LoraVerdict? Verdict(string checkpoint, string lora)
    {
        if (catalog.FindFile("checkpoints", checkpoint) is not { } model || catalog.FindFile("loras", lora) is not { } file)
            return null;
        var key = (model.Path, file.Path);
        if (_judged.TryGetValue(key, out var known) && known.Checkpoint == model && known.Lora == file)
            return known.Verdict;
        var verdict = LoraVerdict.Of(LoraFit.Of(model.Path, file.Path, families));
        _judged[key] = new(model, file, verdict);
        return verdict;
    }

    /// <summary>The words that call a LoRA's subject, the most frequent first; none when its file does not say.</summary>
    public IReadOnlyList<string> Words(string lora)
    {
        if (catalog.FindFile("loras", lora) is not { } file)
            return [];
        if (_words.TryGetValue(file.Path, out var known) && known.File == file)
            return known.Words;
        var words = WordsIn(file.Path);
        _words[file.Path] = (file, words);
        return words;
    }

    private static IReadOnlyList<string> WordsIn(string path)
    {
        try
        {
            return TriggerWords.In(TensorFormats.Read(path).Metadata);
        }
        catch (EngineException)
        {
            return []; // the verdict says what is wrong with it
        }
    }

    private sealed record Judged(ModelFile Checkpoint, ModelFile Lora, LoraVerdict Verdict);
}
