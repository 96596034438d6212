"""First names that are frequent in Poland: they tell the gender of a person, and so how a surname is bent."""

from __future__ import annotations

from invoicing.services.parsing.tokens import fold

_MEN = (
    "Adam Adrian Aleksander Andrzej Antoni Arkadiusz Artur Bartłomiej Bartosz Błażej Bogdan Bogusław Cezary Czesław "
    "Damian Daniel Dariusz Dawid Dominik Edward Emil Eryk Eugeniusz Feliks Filip Franciszek Gabriel Grzegorz Henryk "
    "Hubert Igor Ireneusz Jacek Jakub Jan Janusz Jarosław Jerzy Józef Julian Kacper Kajetan Kamil Karol Kazimierz "
    "Konrad Krystian Krzysztof Leon Leszek Lech Łukasz Maciej Maksymilian Marcel Marcin Marek Marian Mariusz Mateusz "
    "Michał Mieczysław Mikołaj Miłosz Mirosław Norbert Olaf Oskar Patryk Paweł Piotr Przemysław Radosław Rafał Robert "
    "Roman Ryszard Sebastian Sławomir Stanisław Stefan Szymon Tadeusz Tomasz Tymon Tymoteusz Wacław Waldemar Wiesław "
    "Wiktor Witold Władysław Włodzimierz Wojciech Zbigniew Zdzisław Zenon Zygmunt Oleksandr Mykoła Iwan Dmytro Serhij"
)
_WOMEN = (
    "Ada Adrianna Agata Agnieszka Alicja Aleksandra Amelia Anastazja Aneta Anita Anna Antonina Barbara Beata Blanka "
    "Bożena Bronisława Celina Dagmara Danuta Daria Dominika Dorota Edyta Elżbieta Emilia Ewa Ewelina Gabriela Genowefa "
    "Grażyna Halina Hanna Helena Honorata Ilona Inga Irena Iwona Iza Izabela Jadwiga Janina Joanna Jolanta Julia "
    "Justyna Kamila Karolina Katarzyna Kinga Klaudia Klara Krystyna Laura Lena Lidia Liliana Lucyna Łucja Magda "
    "Magdalena Maja Małgorzata Maria Marianna Mariola Marlena Marta Martyna Marzena Michalina Milena Mirosława Monika "
    "Nadia Natalia Nina Ola Olga Oliwia Patrycja Paulina Pola Regina Renata Roksana Róża Sabina Sandra Stanisława "
    "Stefania Sylwia Teresa Urszula Wanda Weronika Wiesława Wiktoria Wioletta Zofia Zuzanna Oksana Olena Iryna Switłana"
)
MEN = {fold(name): name for name in _MEN.split()}
WOMEN = {fold(name): name for name in _WOMEN.split()}
