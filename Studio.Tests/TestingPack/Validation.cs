using System.Globalization;
using Studio.Engine.Graph;
using Studio.Engine.Imaging;

namespace TestingPack;

/// <summary>Two pictures or numbers, multiplied.</summary>
internal static class Factors
{
    public const string Type = "IMAGE,FLOAT";

    /// <summary>Numbers give a grey picture.</summary>
    public static Image Product(object first, object second) => (first, second) switch
    {
        (Image a, Image b) => Pixels.Product(a, b),
        (Image a, _) => Pixels.Times(a, Number(second)),
        (_, Image b) => Pixels.Times(b, Number(first)),
        _ => Pixels.Constant(Number(first) * Number(second)),
    };

    /// <summary>What is wrong with the literals; null when each is a number with a fraction.</summary>
    public static string? Check(InputCheck inputs)
    {
        foreach (var (name, value) in inputs.Literals)
        {
            if (value is not (null or double))
                return $"{name} must be a picture or a number with a fraction, not {value}";
        }

        return null;
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}

[Node("TestCustomValidation1", DisplayName = "Custom validation 1", Category = "Testing/Nodes")]
public sealed class CustomValidation1 : INode<Image>, ICheckInputs
{
    [Input(Name = "input1", Type = Factors.Type, CheckedByNode = true)]
    public required object First { get; init; }

    [Input(Name = "input2", Type = Factors.Type, CheckedByNode = true)]
    public required object Second { get; init; }

    public string? Check(InputCheck inputs) => Factors.Check(inputs);

    public Image Run(NodeContext context) => Factors.Product(First, Second);
}

/// <summary>Judges the types of its links too.</summary>
[Node("TestCustomValidation2", DisplayName = "Custom validation 2", Category = "Testing/Nodes", ChecksLinkTypes = true)]
public sealed class CustomValidation2 : INode<Image>, ICheckInputs
{
    [Input(Name = "input1", Type = Factors.Type, CheckedByNode = true)]
    public required object First { get; init; }

    [Input(Name = "input2", Type = Factors.Type, CheckedByNode = true)]
    public required object Second { get; init; }

    public string? Check(InputCheck inputs) =>
        Factors.Check(inputs) ?? inputs.LinkTypes.Where(link => link.Value is not ("IMAGE" or "FLOAT"))
            .Select(link => $"{link.Key} is a {link.Value}").FirstOrDefault();

    public Image Run(NodeContext context) => Factors.Product(First, Second);
}

/// <summary>Leaves everything to the usual rules.</summary>
[Node("TestCustomValidation3", DisplayName = "Custom validation 3", Category = "Testing/Nodes")]
public sealed class CustomValidation3 : INode<Image>
{
    [Input(Name = "input1", Type = Factors.Type)]
    public required object First { get; init; }

    [Input(Name = "input2", Type = Factors.Type)]
    public required object Second { get; init; }

    public Image Run(NodeContext context) => Factors.Product(First, Second);
}

[Node("TestCustomValidation4", DisplayName = "Custom validation 4", Category = "Testing/Nodes")]
public sealed class CustomValidation4 : INode<Image>, ICheckInputs
{
    [Input(Name = "input1", CheckedByNode = true)]
    public required double First { get; init; }

    [Input(Name = "input2", CheckedByNode = true)]
    public required double Second { get; init; }

    public string? Check(InputCheck inputs) => Factors.Check(inputs);

    public Image Run(NodeContext context) => Pixels.Constant(First * Second);
}

/// <summary>Takes over every input, so that its own limits do not count.</summary>
[Node("TestCustomValidation5", DisplayName = "Custom validation 5", Category = "Testing/Nodes", ChecksAllInputs = true)]
public sealed class CustomValidation5 : INode<Image>, ICheckInputs
{
    [Input(Name = "input1", Min = 0, Max = 1)]
    public required double First { get; init; }

    [Input(Name = "input2", Min = 0, Max = 1)]
    public required double Second { get; init; }

    public string? Check(InputCheck inputs) => inputs.Literals.GetValueOrDefault("input2") is 7.0 ? "a seven is refused" : null;

    public Image Run(NodeContext context) => Pixels.Constant(First * Second);
}

[Node("TestAsyncValidation", DisplayName = "Waiting validation", Category = "experimental/async")]
public sealed class AsyncValidation : INode<Image>, ICheckInputsAsync
{
    [Input(CheckedByNode = true)]
    public double Value { get; init; } = 5;

    [Input(CheckedByNode = true)]
    public double Threshold { get; init; } = 10;

    public async Task<string?> CheckAsync(InputCheck inputs, CancellationToken cancellationToken)
    {
        await Task.Delay(50, cancellationToken);
        return Value > Threshold ? string.Create(CultureInfo.InvariantCulture, $"{Value} is above the threshold of {Threshold}") : null;
    }

    public Image Run(NodeContext context) => Pixels.Constant(Value / 10);
}

[Node("TestAsyncValidationError", DisplayName = "Waiting validation that fails", Category = "experimental/async")]
public sealed class AsyncValidationError : INode<Image>, ICheckInputsAsync
{
    [Input(CheckedByNode = true)]
    public double Value { get; init; } = 5;

    [Input(CheckedByNode = true)]
    public double MaxValue { get; init; } = 10;

    public async Task<string?> CheckAsync(InputCheck inputs, CancellationToken cancellationToken)
    {
        await Task.Delay(50, cancellationToken);
        return Value > MaxValue ? string.Create(CultureInfo.InvariantCulture, $"{Value} is above {MaxValue}") : null;
    }

    public Image Run(NodeContext context) => Pixels.Constant(Value / MaxValue);
}
