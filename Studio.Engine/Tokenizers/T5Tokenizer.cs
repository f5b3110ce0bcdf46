using System.Text;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// T5's vocabulary (Raffel et al. 2020, arXiv:1910.10683): the most probable way to put a text together from 32,100 pieces (Kudo 2018,
/// arXiv:1804.10959). Safe for several threads.
/// </summary>
public sealed class T5Tokenizer : ITextTokenizer
{
    public const int Padding = 0;
    public const int End = 1;

    /// <summary>Characters that no piece has; a run of them is one id.</summary>
    public const int Unknown = 2;

    private const char Blank = '▁';
    private static readonly Lazy<T5Tokenizer> SharedTokenizer = new(() => new T5Tokenizer(UnigramVocabulary.Load(), CharacterMap.Load()));
    private readonly UnigramVocabulary _vocabulary;
    private readonly CharacterMap _characters;

    private T5Tokenizer(UnigramVocabulary vocabulary, CharacterMap characters) => (_vocabulary, _characters) = (vocabulary, characters);

    /// <summary>The one tokenizer; its vocabulary is read at first use.</summary>
    public static T5Tokenizer Shared => SharedTokenizer.Value;

    public int EndId => End;

    public IReadOnlyList<int> Encode(string segment)
    {
        var ids = new List<int>();
        var isFirst = true;
        foreach (var (text, named) in _vocabulary.SplitAtNamed(segment))
        {
            if (named is { } id)
                ids.Add(id);
            else
                AddWords(Normal(text, isFirst), ids);
            isFirst = false;
        }
        return ids;
    }

    /// <summary>Blanks as marks, several in a row as one, and one before the text, which begins with a word as any other.</summary>
    private string Normal(string text, bool isFirst)
    {
        var marked = new StringBuilder();
        var before = '\0';
        foreach (var letter in _characters.Normalize(text).TrimEnd())
        {
            if (letter != ' ' || before != ' ')
                marked.Append(letter == ' ' ? Blank : letter);
            before = letter;
        }
        if (isFirst && marked.Length > 0 && marked[0] != Blank)
            marked.Insert(0, Blank);
        return marked.ToString();
    }

    /// <summary>No piece reaches over the beginning of a word, so that each is looked at alone.</summary>
    private void AddWords(string text, List<int> ids)
    {
        for (var start = 0; start < text.Length;)
        {
            var next = text.IndexOf(Blank, start + 1);
            var end = next < 0 ? text.Length : next;
            ids.AddRange(_vocabulary.Encode(text.AsSpan(start, end - start)));
            start = end;
        }
    }
}
