using System.Runtime.InteropServices;
using Studio.Engine.Models;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>A family's small model, written once, and what the reference computes with each LoRA on it: predictions and texts.</summary>
public abstract class LoraPredictions : IDisposable
{
    private const double Tolerance = 1e-3;

    private readonly TensorFile _outputs;
    private readonly FamilyGolden _family;
    private readonly string _prompt;

    private protected LoraPredictions(LoraGoldens goldens, FamilyGolden family, string prompt)
    {
        (_family, _prompt) = (family, prompt);
        _outputs = TensorFile.Open(goldens.PathOf("outputs.safetensors"));
        Loras = new(goldens, family.Path);
    }

    internal LoraModel Loras { get; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The first of the golden's inputs of that name.</summary>
    internal NamedInput First(string input, string array) => NamedInput.Of(input, _family.Array(array).Slice(0, 1));

    /// <summary>Compares one array, to a thousandth of its largest number.</summary>
    /// <param name="predict">The denoiser's result, where the array is one.</param>
    internal void AssertOutput(string name, string array, float strength, Func<DiffusionModel, Tensor> predict)
    {
        var (model, clip, _) = Loras.Load(name, strength);
        var expected = Output(array);
        var actual = array.EndsWith("_pooled0", StringComparison.Ordinal) ? Text(clip).Pooled!
            : array.EndsWith("_text0", StringComparison.Ordinal) ? Beginning(Text(clip).Embedding, expected.Size(1))
            : predict(model);
        Compare.AssertMaximumError(expected, actual, Tolerance * expected.Span.ToArray().Max(Math.Abs));
        Loras.Pool.Free();
    }

    protected virtual void Dispose(bool disposing)
    {
        Loras.Dispose();
        _outputs.Dispose();
    }

    /// <summary>One of the arrays that come with the cases.</summary>
    internal Tensor Output(string array)
    {
        var numbers = new Tensor([.. _outputs.Header.Tensors[array].Shape.Select(size => (int)size)]);
        _outputs.Read(array, 0, MemoryMarshal.AsBytes(numbers.Span));
        return numbers;
    }

    private ConditioningEntry Text(ClipModel clip) => Loras.Pool.Encode(clip, _prompt).Entries[0];

    private static Tensor Beginning(Tensor text, int tokens) =>
        new(text.Span[..(tokens * text.Size(2))].ToArray(), 1, tokens, text.Size(2));
}
