using Studio.Tests.Support;
using Studio.Web.Components.Controls;
using Studio.Web.Languages;

namespace Studio.Tests.Components;

public sealed class ReadableTests
{
    [Theory]
    [InlineData(0, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.7, "1 min")]
    [InlineData(60, "1 min")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(119.6, "2 min")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(3599, "59 min 59 s")]
    [InlineData(3599.6, "1 h")]
    [InlineData(7500, "2 h 5 min")]
    [InlineData(7199, "2 h")]
    [InlineData(90000, "25 h")]
    public void Duration_AnyTime_HasNoPartThatIsNothing(double seconds, string text) =>
        Assert.Equal(text, Readable.Duration(new Texts(), TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("en", "3 min 20 s", "5 min ago", "in 12 days", "3rd")]
    [InlineData("de", "3 min 20 s", "vor 5 min", "in 12 Tagen", "3.")]
    [InlineData("ja", "3 分 20 秒", "5 分前", "12 日後", "3 番目")]
    public void Times_OfALanguage_AreSaidInIt(string code, string duration, string ago, string until, string ordinal)
    {
        var texts = new Texts();
        texts.Use(Language.Find(code)!);
        var time = new ManualTime();
        var now = time.GetUtcNow();
        Assert.Equal(duration, Readable.Duration(texts, TimeSpan.FromSeconds(200)));
        Assert.Equal(ago, Readable.Ago(texts, now.AddMinutes(-5), time));
        Assert.Equal(until, Readable.Until(texts, now.AddDays(12), time));
        Assert.Equal(ordinal, Readable.Ordinal(texts, 3));
    }
}
