using System.Globalization;

namespace Studio.Engine.Models.Files.Torch;

/// <summary>
/// Walks a pickle (docs.python.org, "pickletools"; protocols 0 to 5) and gives the value it describes as plain data: null, bool, long,
/// BigInteger, double, string, byte[], object?[] for tuples, List&lt;object?&gt; for lists and sets, <see cref="PickleDict"/>, and what the
/// world makes of names. A pickle is a program; this one runs nothing of it but the building of such data.
/// </summary>
internal sealed class PickleReader(PickleInput input, IPickleWorld world)
{
    /// <summary>A state of training has some hundred thousand; each may take memory.</summary>
    public const int MaxSteps = 4_000_000;

    private const byte NewestProtocol = 5;

    private readonly PickleLiterals _literals = new(input);
    private readonly PickleStack _stack = new(input);
    private readonly Dictionary<long, object?> _memo = [];
    private int _steps;

    /// <summary>The next pickle of the input.</summary>
    /// <exception cref="EngineException">BadFile: damaged, too large, or it asks for something that is not known to be
    /// harmless.</exception>
    public object? Read()
    {
        _memo.Clear();
        for (var opcode = (PickleOpcode)input.Byte(); opcode != PickleOpcode.Stop; opcode = (PickleOpcode)input.Byte())
        {
            if (++_steps > MaxSteps)
                throw input.Bad($"its pickle has more than {MaxSteps} steps");
            if (_literals.TryRead(opcode, out var literal))
                _stack.Push(literal);
            else if (!MakesContainer(opcode) && !FillsContainer(opcode) && !MovesValues(opcode) && !MakesObject(opcode))
                throw input.Bad($"its pickle has the unknown step 0x{(byte)opcode:x2}");
        }
        return _stack.Pop();
    }

    private bool MakesContainer(PickleOpcode opcode)
    {
        object? made = opcode switch
        {
            PickleOpcode.EmptyTuple => Array.Empty<object?>(),
            PickleOpcode.Tuple => _stack.PopMarked(),
            PickleOpcode.Tuple1 => _stack.Pop(1),
            PickleOpcode.Tuple2 => _stack.Pop(2),
            PickleOpcode.Tuple3 => _stack.Pop(3),
            PickleOpcode.EmptyList or PickleOpcode.EmptySet => new List<object?>(),
            PickleOpcode.List or PickleOpcode.FrozenSet => _stack.PopMarked().ToList(),
            PickleOpcode.EmptyDict => new PickleDict(),
            PickleOpcode.Dict => Dict(_stack.PopMarked()),
            _ => null,
        };
        if (made is not null)
            _stack.Push(made);
        return made is not null;
    }

    private PickleDict Dict(object?[] pairs)
    {
        var dict = new PickleDict();
        Put(dict, pairs);
        return dict;
    }

    private bool FillsContainer(PickleOpcode opcode)
    {
        object?[]? items = opcode switch
        {
            PickleOpcode.Append => _stack.Pop(1),
            PickleOpcode.SetItem => _stack.Pop(2),
            PickleOpcode.Appends or PickleOpcode.AddItems or PickleOpcode.SetItems => _stack.PopMarked(),
            _ => null,
        };
        if (items is null)
            return false;
        var isPairs = opcode is PickleOpcode.SetItem or PickleOpcode.SetItems;
        switch (_stack.Peek())
        {
            case List<object?> list when !isPairs:
                list.AddRange(items);
                break;
            case PickleDict dict when isPairs:
                Put(dict, items);
                break;
            case PickleInstance:
                break;
            default:
                throw input.Bad("its pickle fills what is no list and no dictionary");
        }
        return true;
    }

    private void Put(PickleDict dict, object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
            throw input.Bad("its pickle has a key without a value");
        for (var i = 0; i < pairs.Length; i += 2)
            dict.Add(new(pairs[i], pairs[i + 1]));
    }

    private bool MovesValues(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _stack.Mark();
                break;
            case PickleOpcode.Pop:
                _stack.Drop();
                break;
            case PickleOpcode.PopMark:
                _stack.PopMarked();
                break;
            case PickleOpcode.Dup:
                _stack.Push(_stack.Peek());
                break;
            case PickleOpcode.Put or PickleOpcode.BinPut or PickleOpcode.LongBinPut or PickleOpcode.Memoize:
                _memo[MemoIndex(opcode)] = _stack.Peek();
                break;
            case PickleOpcode.Get or PickleOpcode.BinGet or PickleOpcode.LongBinGet:
                _stack.Push(_memo.TryGetValue(MemoIndex(opcode), out var known)
                    ? known
                    : throw input.Bad("its pickle refers to what it never said"));
                break;
            case PickleOpcode.Proto:
                if (input.Byte() is > NewestProtocol and var protocol)
                    throw input.Bad($"its pickle is of the unknown protocol {protocol}");
                break;
            case PickleOpcode.Frame:
                input.UInt64();
                break;
            default:
                return false;
        }
        return true;
    }

    private long MemoIndex(PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.BinPut or PickleOpcode.BinGet => input.Byte(),
        PickleOpcode.LongBinPut or PickleOpcode.LongBinGet => input.UInt32(),
        PickleOpcode.Memoize => _memo.Count,
        _ => long.TryParse(input.Line(), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw input.Bad("its pickle refers to what has no number"),
    };

    private bool MakesObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                _stack.Push(world.Find(input.Line(), input.Line()));
                break;
            case PickleOpcode.StackGlobal:
                _stack.Push(FindNamed(_stack.Pop(2)));
                break;
            case PickleOpcode.Reduce or PickleOpcode.NewObj:
                Call(_stack.Pop(2));
                break;
            case PickleOpcode.NewObjEx:
                Call(_stack.Pop(3));
                break;
            case PickleOpcode.Inst:
                Call([world.Find(input.Line(), input.Line()), _stack.PopMarked()]);
                break;
            case PickleOpcode.Obj:
                Call(_stack.PopMarked() is [var type, .. var arguments]
                    ? [type, arguments]
                    : throw input.Bad("its pickle makes an object of no class"));
                break;
            case PickleOpcode.Build:
                if (_stack.Pop() is var state && _stack.Peek() is PickleInstance instance)
                    instance.State = state;
                break;
            case PickleOpcode.PersId:
                _stack.Push(world.Load(input.Line()));
                break;
            case PickleOpcode.BinPersId:
                _stack.Push(world.Load(_stack.Pop()));
                break;
            case PickleOpcode.Ext1 or PickleOpcode.Ext2 or PickleOpcode.Ext4:
                throw input.Bad("its pickle asks for a function by a number (an extension code), which no model file does");
            case PickleOpcode.NextBuffer or PickleOpcode.ReadOnlyBuffer:
                throw input.Bad("its pickle asks for a buffer that is not in the file");
            default:
                return false;
        }
        return true;
    }

    private object? FindNamed(object?[] names) =>
        names is [string module, string name] ? world.Find(module, name) : throw input.Bad("its pickle names something without a text");

    /// <param name="call">What is called, a tuple of arguments and, where there are any, arguments by name.</param>
    private void Call(object?[] call) =>
        _stack.Push(world.Call(call[0], call[1] as object?[] ?? throw input.Bad("its pickle calls something without arguments")));
}
