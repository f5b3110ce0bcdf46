using System.Globalization;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace TestingPack;

/// <summary>Needs only those of its pictures that the mask lets through.</summary>
[Node("TestLazyMixImages", DisplayName = "Lazy mix images", Category = "Testing/Nodes")]
public sealed class LazyMixImages : INode<Image>, ILazyInputs
{
    [Input(Name = "image1", Lazy = true)]
    public required Image? First { get; init; }

    [Input(Name = "image2", Lazy = true)]
    public required Image? Second { get; init; }

    [Input]
    public required Mask Mask { get; init; }

    private bool IsAllFirst => !Mask.Values.Span.ContainsAnyExcept(0f);

    private bool IsAllSecond => !Mask.Values.Span.ContainsAnyExcept(1f);

    public IEnumerable<string> NeededInputs()
    {
        if (First is null && !IsAllSecond)
            yield return "image1";
        if (Second is null && !IsAllFirst)
            yield return "image2";
    }

    public Image Run(NodeContext context) => IsAllFirst ? First! : IsAllSecond ? Second! : Pixels.Mix(First!, Second!, Mask);
}

/// <summary>Takes input2, input3 … although it does not declare them.</summary>
[Node("TestVariadicAverage", DisplayName = "Variadic average", Category = "Testing/Nodes")]
public sealed class VariadicAverage : INode<Image>
{
    [Input(Name = "input1")]
    public required Image First { get; init; }

    [MoreInputs]
    public IReadOnlyDictionary<string, object?> Others { get; init; } = new Dictionary<string, object?>();

    public Image Run(NodeContext context)
    {
        var images = new List<Image> { First };
        while (Others.GetValueOrDefault($"input{images.Count + 1}") is Image next)
            images.Add(next);
        return Pixels.Mean(images);
    }
}

[Node("TestCustomIsChanged", DisplayName = "Custom is-changed", Category = "Testing/Nodes")]
public sealed class CustomIsChanged : INode<Image>, IFingerprint
{
    [Input]
    public required Image Image { get; init; }

    [Input(Type = "BOOL")]
    public object? ShouldChange { get; init; } = false;

    public string? Fingerprint() => ShouldChange is true ? null : "same";

    public Image Run(NodeContext context) => Image;
}

/// <summary>Its fingerprint would differ from run to run if it were asked with computed inputs.</summary>
[Node("TestIsChangedWithConstants", DisplayName = "Is-changed with constants", Category = "Testing/Nodes")]
public sealed class IsChangedWithConstants : INode<Image>, IFingerprint
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 10)]
    public double Value { get; init; } = 1;

    public string? Fingerprint() => string.Create(CultureInfo.InvariantCulture, $"{(Image is null ? 1 : Image.Pixels.Span[0])} {Value}");

    public Image Run(NodeContext context) => Pixels.Times(Image, Value);
}

[Node("TestOutputNodeWithSocketOutput", DisplayName = "Output node with a socket", Category = "experimental", IsOutput = true)]
public sealed class OutputNodeWithSocket : INode<Image>
{
    [Input]
    public required Image Image { get; init; }

    [Input(Min = 0, Max = 10)]
    public double Value { get; init; } = 1;

    public Image Run(NodeContext context) => Pixels.Times(Image, Value);
}
