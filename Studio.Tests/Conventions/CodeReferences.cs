using System.Reflection;
using System.Reflection.Emit;

namespace Studio.Tests.Conventions;

/// <summary>
/// Which type is used where, read from the compiled assemblies, so that it does not matter how a name is written: base types, members'
/// types, attributes, and in the bodies of methods every type and member that is named and the type of every value that comes of it.
/// Constants leave no trace there: <see cref="ConstantUses"/> finds those.
/// </summary>
internal static class CodeReferences
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IEnumerable<MethodBase> Methods(Type type) =>
        type.GetMethods(Declared).Concat<MethodBase>(type.GetConstructors(Declared));

    /// <summary>What a type uses outside the bodies of its methods.</summary>
    public static IEnumerable<Type> Of(Type type) =>
    [
        .. type.BaseType is { } parent ? Flat(parent) : [],
        .. type.GetInterfaces().SelectMany(Flat),
        .. type.GetGenericArguments().Where(argument => argument.IsGenericParameter).SelectMany(Constraints),
        .. type.GetFields(Declared).SelectMany(field => Flat(field.FieldType)),
        .. Attributes(type),
        .. type.GetFields(Declared).Concat<MemberInfo>(type.GetProperties(Declared)).SelectMany(Attributes),
    ];

    /// <summary>What a method uses: in its declaration and in its body.</summary>
    public static IEnumerable<(Type Type, MethodBase? Method)> Of(MethodBase method)
    {
        var declared = method.GetParameters().SelectMany(parameter => Flat(parameter.ParameterType).Concat(Attributes(parameter)))
            .Concat(method is MethodInfo info ? Flat(info.ReturnType) : [])
            .Concat(method.IsGenericMethodDefinition ? method.GetGenericArguments().SelectMany(Constraints) : [])
            .Concat(Attributes(method));
        foreach (var type in declared)
            yield return (type, null);
        if (method.GetMethodBody() is not { } body)
            yield break;
        foreach (var type in body.LocalVariables.SelectMany(local => Flat(local.LocalType)))
            yield return (type, null);
        foreach (var type in body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
            .SelectMany(clause => Flat(clause.CatchType!)))
            yield return (type, null);
        foreach (var use in Named(method, body.GetILAsByteArray()!).SelectMany(member => Uses(member)))
            yield return use;
    }

    private static IEnumerable<(Type Type, MethodBase? Method)> Uses(MemberInfo member) => member switch
    {
        Type type => Flat(type).Select(part => (part, (MethodBase?)null)),
        FieldInfo field => Flat(field.FieldType).Concat(Flat(field.DeclaringType!)).Select(part => (part, (MethodBase?)null)),
        MethodBase called =>
        [
            (Definition(called.DeclaringType!), called),
            .. Flat(called.DeclaringType!).Skip(1).Select(part => (part, (MethodBase?)null)),
            .. (called is MethodInfo info ? Flat(info.ReturnType).Concat(info.GetGenericArguments().SelectMany(Flat)) : [])
                .Select(part => (part, (MethodBase?)null)),
        ],
        _ => [],
    };

    /// <summary>The types and members that a body names, in its order.</summary>
    private static IEnumerable<MemberInfo> Named(MethodBase method, byte[] il)
    {
        Type[] ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : [];
        Type[] ofMethod = method is MethodInfo { IsGenericMethod: true } ? method.GetGenericArguments() : [];
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xfe ? Codes[unchecked((short)(0xfe00 | il[at + 1]))] : Codes[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return method.Module.ResolveMember(BitConverter.ToInt32(il, at), ofType, ofMethod)!;
            at += SizeOf(code.OperandType, il, at);
        }
    }

    private static int SizeOf(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };

    private static IEnumerable<Type> Constraints(Type parameter) => parameter.GetGenericParameterConstraints().SelectMany(Flat);

    private static IEnumerable<Type> Attributes(MemberInfo member) => Attributes(member.GetCustomAttributesData());

    private static IEnumerable<Type> Attributes(ParameterInfo parameter) => Attributes(parameter.GetCustomAttributesData());

    private static IEnumerable<Type> Attributes(IEnumerable<CustomAttributeData> all) => all.SelectMany(attribute =>
        Flat(attribute.AttributeType).Concat(attribute.ConstructorArguments
            .Concat(attribute.NamedArguments.Select(named => named.TypedValue)).Select(argument => argument.Value).OfType<Type>()
            .SelectMany(Flat)));

    /// <summary>A type and those it is made of: what an array holds, what fills a generic.</summary>
    private static IEnumerable<Type> Flat(Type type) =>
        type.HasElementType ? Flat(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Flat).Prepend(Definition(type))
        : [type];

    private static Type Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
