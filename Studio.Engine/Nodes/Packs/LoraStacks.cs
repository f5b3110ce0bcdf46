using Studio.Engine.Graph;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs;

/// <summary>One LoRA of a stack: the value on LORA_STACK wires is a <see cref="Bundle"/> of bundles of these three.</summary>
/// <param name="Model">How strongly the denoiser is changed.</param>
/// <param name="Clip">How strongly the text encoder is changed.</param>
internal sealed record StackedLora(string Name, double Model, double Clip)
{
    public Bundle Row => new([Name, Model, Clip]);

    /// <summary>Whether anything is to be done.</summary>
    public bool Counts => Name.Length > 0 && Name != "None" && (Model != 0 || Clip != 0);
}

/// <summary>Several LoRAs one after the other on a model and its text encoder.</summary>
public sealed class LoraStacks(IModelFiles files)
{
    /// <summary>The rows of a LORA_STACK; none for null.</summary>
    /// <exception cref="EngineException">What is linked is no stack of LoRAs (BadPrompt).</exception>
    internal static IReadOnlyList<StackedLora> Read(object? stack) => stack switch
    {
        null => [],
        Bundle rows => [.. rows.Values.Select(Row)],
        _ => throw NoStack(),
    };

    internal static Bundle Of(IEnumerable<StackedLora> loras) => new([.. loras.Select(lora => (object?)lora.Row)]);

    /// <summary>The model and the text encoder with each LoRA that counts. A file that is not there is left out with a warning.</summary>
    /// <param name="clip">Null where only the model is changed.</param>
    internal (DiffusionModel Model, ClipModel? Clip) Apply(DiffusionModel model, ClipModel? clip, IEnumerable<StackedLora> loras,
        NodeContext context)
    {
        foreach (var wanted in loras.Where(lora => lora.Counts))
        {
            if (Find(wanted.Name) is not { } name)
            {
                context.Warn($"There is no LoRA '{wanted.Name}' here; it is left out.");
                continue;
            }
            var path = files.Require("loras", name);
            var lora = clip is null ? Lora.For(path, model) : Lora.For(path, model, clip);
            if (lora.Warning is { } leftOut)
                context.Warn(leftOut);
            model = lora.On(model, (float)wanted.Model);
            clip = clip is null ? null : lora.On(clip, (float)wanted.Clip);
        }
        return (model, clip);
    }

    /// <summary>Changes when one of the files is replaced.</summary>
    internal string Stamp(IEnumerable<StackedLora> loras) =>
        string.Join('|', loras.Where(lora => lora.Counts).Select(lora => Find(lora.Name)).OfType<string>()
            .Select(name => files.Stamp("loras", name)));

    /// <summary>
    /// The file that a name means: the same, then without the extension, then without its folder, then in a part of its path.
    /// </summary>
    internal string? Find(string name)
    {
        var names = files.Names("loras");
        var wanted = name.Replace('\\', '/');
        return names.FirstOrDefault(file => Slashed(file) == wanted)
            ?? names.FirstOrDefault(file => Bare(Slashed(file)) == wanted)
            ?? names.FirstOrDefault(file => Path.GetFileName(Slashed(file)) == Path.GetFileName(wanted))
            ?? names.FirstOrDefault(file => Bare(Path.GetFileName(Slashed(file))) == Bare(Path.GetFileName(wanted)))
            ?? names.FirstOrDefault(file => Slashed(file).Contains(wanted, StringComparison.Ordinal));
    }

    private static string Slashed(string name) => name.Replace('\\', '/');

    private static string Bare(string name) => Path.ChangeExtension(name, null);

    private static StackedLora Row(object? row) => row is Bundle { Values: [string name, { } model, { } clip] }
        ? new StackedLora(name, Number(model), Number(clip))
        : throw NoStack();

    private static double Number(object value) => value is IConvertible and not string
        ? Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture)
        : throw NoStack();

    private static EngineException NoStack() =>
        new(EngineError.BadPrompt, "What is linked is no stack of LoRAs: link a node that gives LORA_STACK.");
}
