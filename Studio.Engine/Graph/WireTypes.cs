using System.Reflection;

namespace Studio.Engine.Graph;

/// <summary>The names of types on the wire, and which CLR types carry them.</summary>
public static class WireTypes
{
    public const string Int = "INT";
    public const string Float = "FLOAT";
    public const string String = "STRING";
    public const string Boolean = "BOOLEAN";
    public const string Combo = "COMBO";
    public const string Any = "*";

    /// <summary>The wire type of values of <paramref name="type"/>; null when such values cannot travel between nodes.</summary>
    public static string? Of(Type type)
    {
        if (type == typeof(int) || type == typeof(long) || type == typeof(ulong))
            return Int;
        if (type == typeof(float) || type == typeof(double))
            return Float;
        if (type == typeof(string))
            return String;
        if (type == typeof(bool))
            return Boolean;
        return type == typeof(object) ? Any : type.GetCustomAttribute<WireTypeAttribute>()?.Name;
    }

    /// <summary>
    /// Whether an output of one type may feed an input of another: equal, anything on either side, or unions ("A,B") that overlap.
    /// </summary>
    public static bool Fit(string received, string expected)
    {
        if (received == expected || received == Any || expected == Any)
            return true;
        var receivedTypes = received.Split(',', StringSplitOptions.TrimEntries);
        var expectedTypes = expected.Split(',', StringSplitOptions.TrimEntries);
        return receivedTypes.Intersect(expectedTypes).Any();
    }
}

/// <summary>A member's type taken apart: the wire type, the CLR type of one value, and whether the member holds a list of them.</summary>
internal sealed record SlotType(string Type, Type ValueType, bool IsList)
{
    /// <summary>Null when the type cannot travel.</summary>
    /// <param name="named">The wire type of members of type object, which say none themselves.</param>
    public static SlotType? Of(Type type, string? named)
    {
        if (type == typeof(InputValue.Link))
            return new SlotType(named ?? WireTypes.Any, type, IsList: false);
        var slot = Read(type);
        return slot is { Type: WireTypes.Any } && named is not null ? slot with { Type = named } : slot;
    }

    private static SlotType? Read(Type type)
    {
        var single = Nullable.GetUnderlyingType(type) ?? type;
        if (WireTypes.Of(single) is { } name)
            return new SlotType(name, single, IsList: false);
        if (!single.IsGenericType || single.GetGenericTypeDefinition() != typeof(IReadOnlyList<>))
            return null;
        var element = single.GetGenericArguments()[0];
        return WireTypes.Of(element) is { } elementName ? new SlotType(elementName, element, IsList: true) : null;
    }
}
