using System.Collections.Frozen;
using System.Globalization;

namespace Studio.Engine.Tokenizers;

/// <summary>
/// Where marks stand on their letters: marks of different places are the same in any order, those of one place are not (Unicode Character
/// Database, canonical combining classes, version 14).
/// </summary>
internal static class CombiningClasses
{
    private static readonly (int Class, string Marks)[] Rows =
    [
        (1, "0334-0338 1cd4 1ce2-1ce8 20d2-20d3 20d8-20da 20e5-20e6 20ea-20eb"),
        (7, "093c 09bc 0a3c 0abc 0b3c 0c3c 0cbc 1037 1b34 1be6 1c37 a9b3"),
        (8, "3099-309a"),
        (9, "094d 09cd 0a4d 0acd 0b4d 0bcd 0c4d 0ccd 0d3b-0d3c 0d4d 0dca 0e3a 0eba 0f84 1039-103a 1714-1715 1734 17d2 "
            + "1a60 1b44 1baa-1bab 1bf2-1bf3 2d7f a806 a82c a8c4 a953 a9c0 aaf6 abed"),
        (10, "05b0"),
        (11, "05b1"),
        (12, "05b2"),
        (13, "05b3"),
        (14, "05b4"),
        (15, "05b5"),
        (16, "05b6"),
        (17, "05b7"),
        (18, "05b8 05c7"),
        (19, "05b9-05ba"),
        (20, "05bb"),
        (21, "05bc"),
        (22, "05bd"),
        (23, "05bf"),
        (24, "05c1"),
        (25, "05c2"),
        (26, "fb1e"),
        (27, "064b 08f0"),
        (28, "064c 08f1"),
        (29, "064d 08f2"),
        (30, "0618 064e"),
        (31, "0619 064f"),
        (32, "061a 0650"),
        (33, "0651"),
        (34, "0652"),
        (35, "0670"),
        (36, "0711"),
        (84, "0c55"),
        (91, "0c56"),
        (103, "0e38-0e39"),
        (107, "0e48-0e4b"),
        (118, "0eb8-0eb9"),
        (122, "0ec8-0ecb"),
        (129, "0f71"),
        (130, "0f72 0f7a-0f7d 0f80"),
        (132, "0f74"),
        (202, "0321-0322 0327-0328 1dd0"),
        (214, "1dce"),
        (216, "031b 0f39"),
        (218, "1dfa 302a"),
        (220, "0316-0319 031c-0320 0323-0326 0329-0333 0339-033c 0347-0349 034d-034e 0353-0356 0359-035a 0591 0596 059b "
            + "05a2-05a7 05aa 05c5 0655-0656 065c 065f 06e3 06ea 06ed 0731 0734 0737-0739 073b-073c 073e 0742 0744 0746 "
            + "0748 07f2 07fd 0859-085b 0899-089b 08cf-08d3 08e3 08e6 08e9 08ed-08ef 08f6 08f9-08fa 0952 0f18-0f19 0f35 "
            + "0f37 0fc6 108d 193b 1a18 1a7f 1ab5-1aba 1abd 1abf-1ac0 1ac3-1ac4 1aca 1b6c 1cd5-1cd9 1cdc-1cdf 1ced 1dc2 "
            + "1dca 1dcf 1df9 1dfd 1dff 20e8 20ec-20ef a92b-a92d aab4 fe27-fe2d"),
        (222, "059a 05ad 1939 302d"),
        (224, "302e-302f"),
        (228, "05ae 18a9 1df7-1df8 302b"),
        (230, "0300-0314 033d-0344 0346 034a-034c 0350-0352 0357 035b 0363-036f 0483-0487 0592-0595 0597-0599 059c-05a1 "
            + "05a8-05a9 05ab-05ac 05af 05c4 0610-0617 0653-0654 0657-065b 065d-065e 06d6-06dc 06df-06e2 06e4 06e7-06e8 "
            + "06eb-06ec 0730 0732-0733 0735-0736 073a 073d 073f-0741 0743 0745 0747 0749-074a 07eb-07f1 07f3 0816-0819 "
            + "081b-0823 0825-0827 0829-082d 0898 089c-089f 08ca-08ce 08d4-08e1 08e4-08e5 08e7-08e8 08ea-08ec 08f3-08f5 "
            + "08f7-08f8 08fb-08ff 0951 0953-0954 09fe 0f82-0f83 0f86-0f87 135d-135f 17dd 193a 1a17 1a75-1a7c 1ab0-1ab4 "
            + "1abb-1abc 1ac1-1ac2 1ac5-1ac9 1acb-1ace 1b6b 1b6d-1b73 1cd0-1cd2 1cda-1cdb 1ce0 1cf4 1cf8-1cf9 1dc0-1dc1 "
            + "1dc3-1dc9 1dcb-1dcc 1dd1-1df5 1dfb 1dfe 20d0-20d1 20d4-20d7 20db-20dc 20e1 20e7 20e9 20f0 2cef-2cf1 "
            + "2de0-2dff a66f a674-a67d a69e-a69f a6f0-a6f1 a8e0-a8f1 aab0 aab2-aab3 aab7-aab8 aabe-aabf aac1 fe20-fe26 "
            + "fe2e-fe2f"),
        (232, "0315 031a 0358 1df6 302c"),
        (233, "035c 035f 0362 1dfc"),
        (234, "035d-035e 0360-0361 1dcd"),
        (240, "0345"),
    ];

    private static readonly FrozenDictionary<char, int> Classes =
        (from row in Rows
         from range in row.Marks.Split(' ')
         let ends = Array.ConvertAll(range.Split('-'), end => int.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
         from mark in Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)
         select (Mark: (char)mark, row.Class)).ToFrozenDictionary(pair => pair.Mark, pair => pair.Class);

    /// <summary>0 for what is no mark.</summary>
    public static int Of(char letter) => letter < '\u0300' ? 0 : Classes.GetValueOrDefault(letter);
}
